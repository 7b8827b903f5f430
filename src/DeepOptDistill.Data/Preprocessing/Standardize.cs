using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>(x − μ) / √(σ² + ε) with μ and σ² over the training images, for each pixel by itself or for all pixels of a channel together.</summary>
/// <remarks>ε = 0.01 is the feature standardization of Coates, Lee and Ng 2011.</remarks>
[Kind("standardize", "each pixel or channel to mean 0 and variance 1", Version = 2)]
public sealed record Standardize : Preprocessing
{
    /// <summary>What has a mean and a variance of its own.</summary>
    public Part Per { get; init; } = Part.Pixel;

    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1e6)]
    public double Epsilon { get; init; } = 0.01;

    internal override FittedStep Fit(Blocks images)
    {
        var (mean, variance) = Per == Part.Pixel ? images.Moments() : ByChannel(images.Moments(), images.Channels);
        var constant = variance.Count(v => v + Epsilon < 1e-12);
        if (constant > 0) throw Refuse("standardize", $"{constant} pixels that are the same in all training images", "pixels that vary, or an epsilon", "Set 'epsilon' above 0; 0.01 is usual.");
        return new AffineStep([.. mean.Select(m => (float)m)], [.. variance.Select(v => (float)(1 / Math.Sqrt(v + Epsilon)))]);
    }

    // The variance of a channel is the mean of its pixels' variances and the variance of their means.
    private static (double[] Mean, double[] Variance) ByChannel((double[] Mean, double[] Variance) pixels, int channels)
    {
        var area = pixels.Mean.Length / channels;
        double[] mean = new double[pixels.Mean.Length], variance = new double[pixels.Mean.Length];
        for (var c = 0; c < channels; c++)
        {
            var (means, variances) = (pixels.Mean.AsSpan(c * area, area).ToArray(), pixels.Variance.AsSpan(c * area, area).ToArray());
            var centre = means.Average();
            Array.Fill(mean, centre, c * area, area);
            Array.Fill(variance, variances.Average() + means.Average(m => (m - centre) * (m - centre)), c * area, area);
        }
        return (mean, variance);
    }
}

/// <summary>A part of an image that is standardized by itself.</summary>
public enum Part
{
    /// <summary>Every pixel of every channel.</summary>
    Pixel,

    /// <summary>Every channel.</summary>
    Channel,
}
