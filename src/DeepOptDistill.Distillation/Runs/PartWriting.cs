using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Fills a store's missing parts: each is written, flushed and hashed while the teacher answers the next one.</summary>
internal static class PartWriting
{
    /// <summary>Answers and writes every part.</summary>
    /// <param name="parts">The missing parts.</param>
    /// <param name="room">Numbers of the largest part.</param>
    /// <param name="answer">Computes a part into memory.</param>
    /// <param name="write">Stores it; called on another thread.</param>
    /// <param name="cancel">Stops between two parts.</param>
    public static void Run<T>(IReadOnlyList<PartRange> parts, int room, Action<PartRange, Memory<T>> answer, Action<PartRange, ReadOnlyMemory<T>> write, CancellationToken cancel)
    {
        T[][] buffers = [new T[room], new T[room]];
        var writing = Task.CompletedTask;
        try
        {
            foreach (var part in parts)
            {
                cancel.ThrowIfCancellationRequested();
                var rows = buffers[0];
                answer(part, rows);
                writing.GetAwaiter().GetResult();
                writing = Task.Run(() => write(part, rows), CancellationToken.None);
                (buffers[0], buffers[1]) = (buffers[1], buffers[0]);
            }
        }
        finally
        {
            writing.GetAwaiter().GetResult();
        }
    }
}
