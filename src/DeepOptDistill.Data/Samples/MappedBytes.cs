using System.IO.MemoryMappedFiles;

namespace DeepOptDistill.Data.Samples;

/// <summary>
/// Samples in a file, mapped into memory: what is asked for is read, and the system forgets it when it needs the room. The mapping lasts as
/// long as the process, as a span of it may outlive this object; the file may be deleted or replaced by another meanwhile, but not
/// shortened.
/// </summary>
internal sealed unsafe class MappedBytes : SampleBytes
{
    private readonly byte* start;

    /// <summary>Maps a file whose length is already known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Bytes in front of the samples.</param>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="count">Samples.</param>
    public MappedBytes(string path, long header, int size, int count)
        : base(size, count)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, header + Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset + header;
    }

    public override ReadOnlySpan<byte> this[int sample] => Range(sample, 1);

    public override ReadOnlySpan<byte> Range(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Count - count);
        return new(start + ((long)first * Size), checked(count * Size));
    }
}
