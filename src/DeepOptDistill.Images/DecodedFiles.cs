using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data;

namespace DeepOptDistill.Images;

/// <summary>
/// Decoded sets on disk, so that the next command need not decode: one file a set, known by the paths, sizes and times of its images. Bounded: the sets that
/// were used longest ago are deleted when there are too many bytes.
/// </summary>
internal sealed class DecodedFiles(string folder, long limit = 8L << 30)
{
    /// <summary>What a set is known by.</summary>
    public static string Key(SampleShape shape, Fit fit, IEnumerable<string> files) => ContentHash.Of(
        ["deepopt.decoded/1", shape.ToString(), fit.ToString(), .. files.Select(file => new FileInfo(file)).Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"))]);

    /// <summary>A set of so many bytes, or null where it is not there whole.</summary>
    public byte[]? Read(string key, long bytes)
    {
        var path = PathOf(key);
        if (!File.Exists(path) || new FileInfo(path).Length != bytes) return null;
        return File.ReadAllBytes(path);
    }

    /// <summary>Keeps a set; a folder that cannot be written only costs time.</summary>
    public void Write(string key, byte[] pixels)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.WriteBytes(PathOf(key), pixels);
            MakeRoom();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Decoded again next time.
        }
    }

    private void MakeRoom()
    {
        var total = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.pixels").OrderByDescending(file => file.LastAccessTimeUtc).ToList())
            if ((total += file.Length) > limit) file.Delete();
    }

    private string PathOf(string key) => Path.Combine(folder, key[..32] + ".pixels");
}
