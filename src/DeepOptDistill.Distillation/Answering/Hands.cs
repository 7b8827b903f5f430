using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.Distillation.Answering;

/// <summary>One teacher on several threads: itself for the first, one beside it for each other.</summary>
/// <typeparam name="T">The teacher, whole or tapped.</typeparam>
internal sealed class Hands<T> : IDisposable
    where T : IDisposable
{
    private readonly T first;
    private readonly List<T> others;

    /// <param name="first">The teacher, which stays its owner's and must outlive its hands.</param>
    /// <param name="beside">Gives another one over the same weights.</param>
    /// <param name="count">Threads.</param>
    public Hands(T first, Func<T> beside, int count) =>
        (this.first, others) = (first, [.. Enumerable.Range(1, count - 1).Select(_ => beside())]);

    /// <summary>Answers a block of samples that were rendered.</summary>
    /// <param name="teacher">The teacher of this thread.</param>
    /// <param name="block">The samples.</param>
    /// <param name="pixels">Their bytes.</param>
    /// <param name="rows">Takes the answers.</param>
    public delegate void Answering(T teacher, PartRange block, ReadOnlySpan<byte> pixels, Memory<float> rows);

    /// <summary>Hands that render samples and answer them.</summary>
    /// <param name="images">The samples.</param>
    /// <param name="block">Samples of the largest block.</param>
    /// <param name="answer">Answers a block.</param>
    public IReadOnlyList<PartFilling.Hand> Over(RenderedImages images, int block, Answering answer) =>
        [
            .. others
                .Prepend(first)
                .Select(teacher =>
                {
                    var pixels = new byte[block * images.Set.Shape.Bytes];
                    return new PartFilling.Hand(
                        (range, rows) =>
                        {
                            images.Write(range, pixels);
                            answer(teacher, range, pixels.AsSpan(0, range.Rows * images.Set.Shape.Bytes), rows);
                        }
                    );
                }),
        ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var other in others)
            other.Dispose();
    }
}
