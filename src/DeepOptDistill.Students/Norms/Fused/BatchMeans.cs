namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>E[x] and Var[x] of Algorithm 2: means over batches of μ and of m / (m − 1)·σ².</summary>
/// <remarks>Ioffe and Szegedy 2015, arXiv 1502.03167, Algorithm 2, line 10.</remarks>
internal sealed class BatchMeans(int channels)
{
    private readonly double[] mean = new double[channels];
    private readonly double[] variance = new double[channels];
    private int batches;

    public void Add(BatchStatistics batch)
    {
        batches++;
        for (var c = 0; c < mean.Length; c++)
        {
            mean[c] += batch.Mean[c];
            variance[c] += batch.Unbiased(c);
        }
    }

    public void Write(Span<float> means, Span<float> variances)
    {
        for (var c = 0; c < mean.Length; c++)
            (means[c], variances[c]) = ((float)(mean[c] / batches), (float)(variance[c] / batches));
    }
}
