using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Images;

/// <summary>
/// Decoded sets on disk, so that the next command need not decode: one file a set, known by the paths, sizes and times of its images.
/// Bounded: the sets that were used longest ago are deleted when there are too many bytes, but none that is in use here.
/// </summary>
internal sealed class DecodedFiles(string folder, long limit = 8L << 30)
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>Those of a data folder.</summary>
    public static DecodedFiles In(DataFolder folder) => new(Path.Combine(folder.Path, "decoded"));

    /// <summary>What a set is known by.</summary>
    public static string Key(SampleShape shape, Fit fit, IEnumerable<string> files) =>
        ContentHash.Of([
            "deepopt.decoded/1",
            shape.ToString(),
            fit.ToString(),
            .. files
                .Select(Real)
                .Select(file =>
                    string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")
                ),
        ]);

    /// <summary>The file behind links: what a link leads to may change while the link stays.</summary>
    private static FileInfo Real(string file) =>
        new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(file);

    /// <summary>
    /// A set of so many images of a size, or null where it is not there whole. From so many bytes on it stays on the disk.
    /// </summary>
    public SampleBytes? Read(string key, int size, int count, long large)
    {
        var path = PathOf(key);
        if (!File.Exists(path))
            return null;
        used.Add(path);
        return SampleFile.Open(path, 0, size, count, large);
    }

    /// <summary>Keeps a set that memory need not hold, block by block, and opens it.</summary>
    /// <exception cref="InputException">There is no room for it.</exception>
    public SampleBytes Fill(string key, int size, int count, IEnumerable<ReadOnlyMemory<byte>> blocks, long large)
    {
        var path = PathOf(key);
        used.Add(path);
        try
        {
            Directory.CreateDirectory(folder);
            MakeRoom((long)size * count);
            AtomicFile.Write(
                path,
                stream =>
                {
                    foreach (var block in blocks)
                        stream.Write(block.Span);
                }
            );
            return SampleFile.Open(path, 0, size, count, large)!;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                new Problem(
                    folder,
                    $"a folder that cannot be written ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                    FormattableString.Invariant($"room for {(long)size * count / 1e9:0.0} GB of decoded images"),
                    "Name another data folder by --data, or choose a smaller 'size' or fewer images."
                )
            );
        }
    }

    /// <summary>Keeps a set; a folder that cannot be written only costs time.</summary>
    public void Write(string key, byte[] pixels)
    {
        try
        {
            Directory.CreateDirectory(folder);
            used.Add(PathOf(key));
            MakeRoom(pixels.Length);
            AtomicFile.WriteBytes(PathOf(key), pixels);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Decoded again next time.
        }
    }

    private void MakeRoom(long wanted)
    {
        var total = wanted;
        foreach (
            var file in new DirectoryInfo(folder).EnumerateFiles("*.pixels").OrderByDescending(file => file.LastAccessTimeUtc).ToList()
        )
            if ((total += file.Length) > limit && !used.Contains(file.FullName))
                file.Delete();
    }

    private string PathOf(string key) => Path.Combine(Path.GetFullPath(folder), key[..32] + ".pixels");
}
