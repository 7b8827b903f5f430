namespace DeepOptDistill.Core;

/// <summary>Writes a file under a temporary name beside it, flushes it to the disk and renames it: a reader sees the old file or the whole new one.</summary>
public static class AtomicFile
{
    /// <summary>Suffix of the temporary name; whatever ends in it is left over from a killed run and may be deleted.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes through a stream. On failure the temporary file is removed and the old file stays.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = full + TemporarySuffix;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
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
}
