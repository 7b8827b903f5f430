using System.IO.MemoryMappedFiles;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// A part's file mapped into memory. The file handle is closed at once (the mapping outlives it), so thousands of parts need no handles.
/// Reading is thread-safe.
/// </summary>
internal sealed unsafe class MappedPart<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly int header;
    private readonly int columns;

    /// <summary>Maps a file whose length is already known to be header + rows × columns numbers.</summary>
    public MappedPart(string path, int header, int rows, int columns)
    {
        (this.header, this.columns) = (header, columns);
        Length = PartFile.Length<T>(header, rows, columns);
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    private long Length { get; }

    /// <summary>The whole file from its first byte on, header included: more than a span may hold.</summary>
    public Stream Bytes() => new UnmanagedMemoryStream(start, Length);

    /// <summary>The numbers of one row.</summary>
    public ReadOnlySpan<T> Row(int row) => new((T*)(start + header) + (long)row * columns, columns);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}
