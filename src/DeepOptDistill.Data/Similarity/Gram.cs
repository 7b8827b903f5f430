namespace DeepOptDistill.Data.Similarity;

/// <summary>Inner products of samples: K = X·Xᵀ for features X, samples × features, from which their mean was taken.</summary>
public sealed class Gram
{
    private readonly double[] values;

    private Gram(double[] values, int samples) => (this.values, Samples) = (values, samples);

    /// <summary>Number of samples.</summary>
    public int Samples { get; }

    /// <summary>The matrix, row-major and symmetric.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The inner products of some features.</summary>
    /// <param name="features">Samples × features, row-major.</param>
    /// <param name="samples">Number of samples.</param>
    public static Gram Of(ReadOnlySpan<float> features, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (features.Length == 0 || features.Length % samples != 0)
            throw new ArgumentException(
                $"found {features.Length} numbers for {samples} samples; expected the same number of features for each.",
                nameof(features)
            );
        var length = features.Length / samples;
        var mean = new double[length];
        for (var i = 0; i < features.Length; i++)
            mean[i % length] += features[i] / (double)samples;
        var centred = new double[features.Length];
        for (var i = 0; i < features.Length; i++)
            centred[i] = features[i] - mean[i % length];
        return new(RowProduct.Of(centred, centred, length), samples);
    }

    /// <summary>
    /// The inner products after the mean of the first samples was taken from all instead: K − 1·k̄ᵀ − k̄·1ᵀ + k̿·1·1ᵀ with means over those
    /// samples.
    /// </summary>
    /// <param name="first">Samples that the mean is taken of.</param>
    public Gram CentredOn(int first)
    {
        var means = new double[Samples];
        for (var i = 0; i < Samples; i++)
        for (var j = 0; j < first; j++)
            means[i] += values[(i * Samples) + j] / first;
        var all = means.Take(first).Average();
        var centred = new double[values.Length];
        for (var i = 0; i < Samples; i++)
        for (var j = 0; j < Samples; j++)
            centred[(i * Samples) + j] = values[(i * Samples) + j] - means[i] - means[j] + all;
        return new(centred, Samples);
    }

    /// <summary>Rows and columns of the matrix as a matrix of its own, row-major.</summary>
    internal double[] Part(Range rows, Range columns)
    {
        var ((firstRow, height), (firstColumn, width)) = (rows.GetOffsetAndLength(Samples), columns.GetOffsetAndLength(Samples));
        var part = new double[height * width];
        for (var i = 0; i < height; i++)
            values.AsSpan(((firstRow + i) * Samples) + firstColumn, width).CopyTo(part.AsSpan(i * width));
        return part;
    }
}
