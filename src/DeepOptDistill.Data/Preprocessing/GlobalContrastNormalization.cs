using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Preprocessing;

/// <summary>
/// Each image by itself: its mean is taken away, and it is divided by √(bias + Σx²) / scale, or with <c>use_deviation</c> by √(bias +
/// variance) / scale (n − 1). An image without contrast stays 0.
/// </summary>
/// <remarks>
/// pylearn2's global_contrast_normalize; maxout networks and FitNets take scale 55 on CIFAR, Coates, Lee and Ng 2011 the deviation and bias
/// 10.
/// </remarks>
[Kind("global-contrast-normalization", "each image to mean 0 and norm 'scale'")]
public sealed record GlobalContrastNormalization : Preprocessing
{
    /// <summary>Norm (or deviation) that images get.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Scale { get; init; } = 1;

    /// <summary>Added below the root, so that noise in flat images is not blown up.</summary>
    [Between(0, 1e6)]
    public double Bias { get; init; }

    /// <summary>Divide by the deviation instead of the norm.</summary>
    public bool UseDeviation { get; init; }

    /// <summary>Whether the image's mean is taken away first.</summary>
    public bool SubtractMean { get; init; } = true;

    internal override FittedStep Fit(Blocks images) =>
        new ContrastStep(images.Size, Scale, Bias, UseDeviation ? 1.0 / Math.Max(1, images.Size - 1) : 1, SubtractMean);
}
