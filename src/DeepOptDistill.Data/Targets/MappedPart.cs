using System.IO.MemoryMappedFiles;

namespace DeepOptDistill.Data.Targets;

/// <summary>
/// A part's file mapped into memory. The file handle is closed at once (the mapping outlives it), so thousands of parts need no handles.
/// Reading is thread-safe.
/// </summary>
internal sealed unsafe class MappedPart<T> : IDisposable where T : unmanaged
{
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly int header;
    private readonly int columns;

    /// <summary>Maps a file whose length is already known to be header + rows × columns numbers.</summary>
    public MappedPart(string path, int header, int rows, int columns)
    {
        (this.header, this.columns) = (header, columns);
        Length = header + rows * columns * sizeof(T);
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    private int Length { get; }

    /// <summary>The whole file, header included.</summary>
    public ReadOnlySpan<byte> Bytes => new(start, Length);

    /// <summary>The numbers of one row.</summary>
    public ReadOnlySpan<T> Row(int row) => new((T*)(start + header) + (long)row * columns, columns);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}
