namespace DeepOptDistill.Data.Samples;

/// <summary>Samples in a file: read where they are few, mapped where memory might not hold them.</summary>
public static class SampleFile
{
    /// <summary>Bytes from which on a set stays in its file.</summary>
    public const long Large = 1L << 30;

    /// <summary>Opens a file of samples that lie one after the other; null where it is shorter or longer than they.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Bytes in front of them.</param>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="count">Samples.</param>
    /// <param name="large">Bytes from which on they stay in the file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SampleBytes? Open(string path, long header, int size, int count, long large = Large)
    {
        var length = (long)size * count;
        if (new FileInfo(path).Length != header + length)
            return null;
        if (length >= large)
            return new MappedBytes(path, header, size, count);
        using var stream = File.OpenRead(path);
        stream.Position = header;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return new HeldBytes<byte>(bytes, size);
    }
}
