using System.Security.Cryptography;

namespace DeepOptDistill.Core;

/// <summary>
/// Writes a file under a temporary name beside it, flushes it to the disk and renames it: a reader sees the old file or the whole new one.
/// The temporary name can't be guessed and its file is always a new one, so nobody can lead it elsewhere by a link, and two writers of one
/// file do not meet: the later one wins.
/// </summary>
public static class AtomicFile
{
    /// <summary>Suffix of the temporary name.</summary>
    public const string TemporarySuffix = ".tmp";

    private const string Prefix = ".deepopt-";

    /// <summary>Writes through a stream. On failure the temporary file is removed and the old file stays.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = TemporaryBeside(full);
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
            // Renamed while it is open: whoever clears the folder meanwhile finds it in use.
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => WriteBytes(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>A name for a temporary file in a file's folder that nobody can guess.</summary>
    public static string TemporaryBeside(string path) =>
        Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true) + TemporarySuffix
        );

    /// <summary>Deletes what killed processes left in a folder; the temporary files of those that live stay.</summary>
    public static void Clear(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, Prefix + "*" + TemporarySuffix))
            Clear(new FileInfo(file));
    }

    private static void Clear(FileInfo leftover)
    {
        if (leftover.LinkTarget is not null)
            return;
        try
        {
            using var unused = leftover.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            leftover.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its writer is at work, or it is somebody else's.
        }
    }
}
