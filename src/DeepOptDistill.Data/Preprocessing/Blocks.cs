namespace DeepOptDistill.Data.Preprocessing;

/// <summary>Images as vectors, a block at a time: never all of them as numbers at once.</summary>
/// <param name="Count">Images.</param>
/// <param name="Size">Numbers in one.</param>
/// <param name="Channels">Channels that they are divided into, one after the other; 1 for a vector.</param>
/// <param name="All">The blocks in order, each one image after the other. The memory of a block is used again for the next.</param>
internal sealed record Blocks(int Count, int Size, int Channels, IEnumerable<ReadOnlyMemory<float>> All)
{
    /// <summary>Whether they are pixels; other numbers have units of their own.</summary>
    public bool ArePixels { get; init; }

    /// <summary>Images in a block: their transposed vectors stay in the second cache level while a covariance is summed.</summary>
    public const int Images = 512;

    /// <summary>
    /// Mean and biased variance of each number, summed as differences from the first image: a variance that is small beside the mean is not
    /// lost.
    /// </summary>
    public (double[] Mean, double[] Variance) Moments()
    {
        double[] first = [],
            sum = new double[Size],
            squares = new double[Size];
        foreach (var block in All)
        {
            var values = block.Span;
            if (first.Length == 0)
                first = Array.ConvertAll(values[..Size].ToArray(), value => (double)value);
            for (var i = 0; i < values.Length; i += Size)
            for (var d = 0; d < Size; d++)
            {
                var value = values[i + d] - first[d];
                sum[d] += value;
                squares[d] += value * value;
            }
        }
        return (
            [.. sum.Select((s, d) => first[d] + (s / Count))],
            [.. sum.Select((s, d) => Math.Max(0, (squares[d] / Count) - (s / Count * (s / Count))))]
        );
    }
}
