using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>
/// (x − μ) / √(σ² + ε) with μ and σ² over the training samples, for each number by itself or for all of a channel together.
/// </summary>
/// <remarks>ε = 0.01 is the feature standardization of Coates, Lee and Ng 2011, for pixels in [0, 1].</remarks>
[Kind("standardize", "each pixel, column or channel to mean 0 and variance 1", Version = 3)]
public sealed record Standardize : Preprocessing
{
    /// <summary>What has a mean and a variance of its own.</summary>
    public Part Per { get; init; } = Part.Pixel;

    /// <summary>
    /// ε, added to the variance, in the square of a number's own unit. Null for 0.01 where the numbers are pixels, and for 0 where they are
    /// any others, of which one that never varies is then left at 0.
    /// </summary>
    [Between(0, 1e6)]
    public double? Epsilon { get; init; }

    private const double OfPixels = 0.01;

    internal override FittedStep Fit(Blocks images)
    {
        var (mean, variance) = Per == Part.Pixel ? images.Moments() : ByChannel(images.Moments(), images.Channels);
        var epsilon = Epsilon ?? (images.ArePixels ? OfPixels : 0);
        var constant = variance.Count(v => v + epsilon <= 0);
        if (constant > 0 && Epsilon is not null)
            throw Refuse(
                "standardize",
                $"{Noun.Counted(constant, "number")} that {(constant == 1 ? "is" : "are")} the same in all training samples",
                "numbers that vary, or an epsilon",
                "Leave 'epsilon' out, or set it above 0."
            );
        return new AffineStep(
            [.. mean.Select(m => (float)m)],
            [.. variance.Select(v => (float)(v + epsilon > 0 ? 1 / Math.Sqrt(v + epsilon) : 1))]
        );
    }

    // The variance of a channel is the mean of its pixels' variances and the variance of their means.
    private static (double[] Mean, double[] Variance) ByChannel((double[] Mean, double[] Variance) pixels, int channels)
    {
        var area = pixels.Mean.Length / channels;
        double[] mean = new double[pixels.Mean.Length],
            variance = new double[pixels.Mean.Length];
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
