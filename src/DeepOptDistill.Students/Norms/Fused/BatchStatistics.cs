namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>Statistics of one batch by channel, and what follows from them for the passes over it.</summary>
internal sealed class BatchStatistics(int channels)
{
    /// <summary>μ.</summary>
    public float[] Mean { get; } = new float[channels];

    /// <summary>σ², biased: the mean of (x − μ)².</summary>
    public float[] Variance { get; } = new float[channels];

    /// <summary>1 / √(σ² + ε).</summary>
    public float[] Inverse { get; } = new float[channels];

    /// <summary>γ / √(σ² + ε).</summary>
    public float[] Scale { get; } = new float[channels];

    /// <summary>β − μγ / √(σ² + ε).</summary>
    public float[] Shift { get; } = new float[channels];

    /// <summary>m: the values that each statistic was taken over.</summary>
    public int Count { get; set; }

    /// <summary>σ²·m / (m − 1).</summary>
    public double Unbiased(int channel) => Variance[channel] * (Count / (double)Math.Max(1, Count - 1));

    /// <summary>Prepares the affine form y = scale·x + shift.</summary>
    public void Prepare(ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon)
    {
        for (var c = 0; c < gamma.Length; c++)
        {
            Inverse[c] = (float)(1 / Math.Sqrt(Variance[c] + epsilon));
            Scale[c] = gamma[c] * Inverse[c];
            Shift[c] = beta[c] - (Mean[c] * Scale[c]);
        }
    }
}
