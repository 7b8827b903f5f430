using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.Distillation.Answering;

/// <summary>
/// Fills a store's missing parts. Every hand answers blocks of them on a thread of its own, one after the other and across the ends of
/// parts, so that none waits for another; whole parts are written, flushed and hashed beside. What a block becomes depends on the block
/// alone, so one hand and many make the same store. Stops between two blocks, and writes what is whole by then. Fills once.
/// </summary>
/// <param name="columns">Numbers in a row.</param>
/// <param name="block">Rows of a block; the last of a part may have fewer.</param>
/// <param name="write">Stores a part; called on the caller's thread.</param>
internal sealed class PartFilling(int columns, int block, Action<PartRange, ReadOnlyMemory<float>> write)
{
    /// <summary>Numbers that all parts in work may hold (256 MiB); two parts always may.</summary>
    private const long Room = 1 << 26;

    private readonly BlockingCollection<(Part Part, PartRange Rows)> blocks = [];
    private readonly BlockingCollection<Part> whole = [];

    /// <summary>Answers a block into its rows.</summary>
    public delegate void Hand(PartRange block, Memory<float> rows);

    /// <summary>Fills parts.</summary>
    /// <param name="parts">The missing parts.</param>
    /// <param name="hands">What answers, one a thread.</param>
    /// <param name="cancel">Stops between two blocks.</param>
    public void Run(IReadOnlyList<PartRange> parts, IReadOnlyList<Hand> hands, CancellationToken cancel)
    {
        if (parts.Count == 0)
            return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] answering = [.. hands.Select(hand => Start(hand, stop))];
        try
        {
            OpenAndWrite(parts, hands.Count, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told below, once every hand has ended its block.
        }
        finally
        {
            stop.Cancel();
            Task.WhenAll(answering).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
        while (whole.TryTake(out var part))
            write(part.Range, part.Rows);
        if (answering.Select(task => task.Exception?.InnerException).FirstOrDefault(error => error is not null) is { } failed)
            ExceptionDispatchInfo.Throw(failed);
        cancel.ThrowIfCancellationRequested();
    }

    private void OpenAndWrite(IReadOnlyList<PartRange> parts, int hands, CancellationToken stop)
    {
        var rows = parts.Max(part => part.Rows);
        var ahead = Math.Min(parts.Count, Ahead(rows, hands));
        for (var i = 0; i < ahead; i++)
            Open(parts[i], new float[checked(rows * columns)]);
        for (var i = ahead; i < parts.Count + ahead; i++)
        {
            var done = whole.Take(stop);
            write(done.Range, done.Rows);
            if (i < parts.Count)
                Open(parts[i], done.Buffer);
        }
    }

    /// <summary>Parts that hands can be at while one is written.</summary>
    private int Ahead(int rows, int hands) =>
        (int)Math.Clamp(2 + ((hands - 1L) * block / rows), 2, Math.Max(2, Room / ((long)rows * columns)));

    private void Open(PartRange range, float[] buffer)
    {
        var part = new Part(range, buffer, columns, (range.Rows + block - 1) / block);
        for (var from = 0; from < range.Rows; from += block)
            blocks.Add(
                (part, range with { First = range.First + from, Rows = Math.Min(block, range.Rows - from) }),
                CancellationToken.None
            );
    }

    private Task Start(Hand hand, CancellationTokenSource stop) =>
        Task.Factory.StartNew(() => Answer(hand, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Answers until it is stopped; an error of one hand stops all.</summary>
    private void Answer(Hand hand, CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (part, rows) = blocks.Take(stop.Token);
                hand(rows, part.Of(rows));
                if (part.IsWhole())
                    whole.Add(part, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // All is filled, or another hand has failed, or the caller wants no more.
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    /// <summary>A part in work.</summary>
    private sealed class Part(PartRange range, float[] buffer, int columns, int blocks)
    {
        private int left = blocks;

        public PartRange Range => range;

        public float[] Buffer => buffer;

        public ReadOnlyMemory<float> Rows => buffer.AsMemory(0, range.Rows * columns);

        public Memory<float> Of(PartRange rows) => buffer.AsMemory((rows.First - range.First) * columns, rows.Rows * columns);

        /// <summary>Whether the block that was just answered is its last.</summary>
        public bool IsWhole() => Interlocked.Decrement(ref left) == 0;
    }
}
