using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>(x − μ) / √(σ² + ε) for each pixel by itself, with μ and σ² over the training images. By channel it is the input's mean and deviation.</summary>
/// <remarks>ε = 0.01 is the feature standardization of Coates, Lee and Ng 2011.</remarks>
[Kind("standardize", "each pixel to mean 0 and variance 1")]
public sealed record Standardize : Preprocessing
{
    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1e6)]
    public double Epsilon { get; init; } = 0.01;

    internal override FittedStep Fit(Blocks images)
    {
        var (mean, variance) = images.Moments();
        var constant = variance.Count(v => v + Epsilon < 1e-12);
        if (constant > 0) throw Refuse("standardize", $"{constant} pixels that are the same in all training images", "pixels that vary, or an epsilon", "Set 'epsilon' above 0; 0.01 is usual.");
        return new AffineStep([.. mean.Select(m => (float)m)], [.. variance.Select(v => (float)(1 / Math.Sqrt(v + Epsilon)))]);
    }
}
