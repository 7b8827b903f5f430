using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>λ·image + (1 − λ)·partner, rounded to whole pixels, with λ from Beta(α, α).</summary>
/// <remarks>Zhang et al. 2018, arXiv 1710.09412. With teachers that see the mixture: Beyer et al. 2022, "patient and consistent".</remarks>
[Kind("mixup", "blend with another image: share from Beta(alpha, alpha)")]
public sealed record Mixup : MixingAugmentation
{
    /// <inheritdoc/>
    public override double Alpha { get; init; } = 0.2;

    internal override double Mix(Span<byte> image, ReadOnlySpan<byte> partner, SampleShape shape, double share, ref RandomStream random)
    {
        // Eight bits of fraction: the share that is reported is the one that was used.
        var weight = (int)Math.Round(share * 256);
        for (var i = 0; i < image.Length; i++)
            image[i] = (byte)(((weight * image[i]) + ((256 - weight) * partner[i]) + 128) >> 8);
        return weight / 256.0;
    }
}
