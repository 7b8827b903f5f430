namespace DeepOptDistill.Data.Tables;

/// <summary>
/// A stream for a parser of foreign bytes that may never end: one that reads nothing for a long time, or again and again at the end of the
/// file, is given up.
/// </summary>
internal sealed class WatchedStream(Stream inner) : Stream
{
    private const int MostReadsAtEnd = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private long lastRead = TimeProvider.System.GetTimestamp();
    private int readsAtEnd;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <summary>Does the parser's work on a thread of its own, which is left behind where it reads nothing more.</summary>
    /// <param name="parse">The work.</param>
    /// <exception cref="TimeoutException">It read nothing for 15 seconds.</exception>
    public T Watch<T>(Func<Task<T>> parse)
    {
        var work = Task.Factory.StartNew(
            () => parse().GetAwaiter().GetResult(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        while (Task.WaitAny([work], TimeSpan.FromMilliseconds(100)) < 0)
            if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref lastRead)) > Patience)
                throw new TimeoutException("its reader does not come to an end");
        return work.GetAwaiter().GetResult();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Interlocked.Exchange(ref lastRead, TimeProvider.System.GetTimestamp());
        if (read == 0 && buffer.Length > 0 && ++readsAtEnd > MostReadsAtEnd)
            throw new EndOfStreamException("its reader goes on beyond the end");
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Task.FromResult(Read(buffer.Span)).ConfigureAwait(false);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => inner.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
