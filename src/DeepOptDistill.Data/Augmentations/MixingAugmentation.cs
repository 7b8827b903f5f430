using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using MathNet.Numerics.Distributions;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Mixes an image with another of the training set. Which one and how much of it are drawn from the view's own stream, so a mixed view is
/// as pure a function of (image, view, seed) as any other, and the teachers answer exactly the mixed pixels that the student sees. Hard
/// labels are mixed by the same share. The last of a recipe's augmentations, and the only one of its kind.
/// </summary>
public abstract record MixingAugmentation : Augmentation
{
    // Shares are drawn from so many quantiles of the distribution, all equally likely.
    private const int Quantiles = 1024;
    private readonly Lazy<double[]> shares;

    /// <summary>Prepares the distribution of shares.</summary>
    protected MixingAugmentation() =>
        shares = new Lazy<double[]>(() =>
            [.. Enumerable.Range(0, Quantiles).Select(k => Beta.InvCDF(Alpha, Alpha, (k + 0.5) / Quantiles))]
        );

    /// <summary>Copies the distribution's parameters, not its table.</summary>
    protected MixingAugmentation(MixingAugmentation original)
        : base(original) =>
        shares = new Lazy<double[]>(() =>
            [.. Enumerable.Range(0, Quantiles).Select(k => Beta.InvCDF(Alpha, Alpha, (k + 0.5) / Quantiles))]
        );

    /// <summary>α: the share of the image itself is drawn from Beta(α, α); 1 is uniform, smaller mixes less.</summary>
    [Between(0, 1000, LowExcluded = true)]
    public abstract double Alpha { get; init; }

    /// <summary>By itself, without a partner: the image as it is.</summary>
    public sealed override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, ref RandomStream random) =>
        source[..shape.Size].CopyTo(target);

    /// <inheritdoc/>
    public virtual bool Equals(MixingAugmentation? other) => base.Equals(other) && Alpha == other.Alpha;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Alpha);

    /// <summary>Draws a share λ.</summary>
    internal double Share(ref RandomStream random) => shares.Value[random.NextInt(Quantiles)];

    /// <summary>Mixes a partner into an image in place.</summary>
    /// <param name="image">The image, CHW; receives the mixture.</param>
    /// <param name="partner">The other image.</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="share">λ as drawn.</param>
    /// <param name="random">For whatever else is drawn.</param>
    /// <returns>The share of the image itself that came of it.</returns>
    internal abstract double Mix(Span<byte> image, ReadOnlySpan<byte> partner, SampleShape shape, double share, ref RandomStream random);
}

/// <summary>What a view shows besides its own image.</summary>
/// <param name="Partner">Place of the other image in the set.</param>
/// <param name="Share">Share of the view's own image, from 0 to 1; 1 where nothing is mixed.</param>
public readonly record struct Mixture(int Partner, double Share);
