using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// A box of the partner is pasted over the image: its sides are √(1 − λ) of the image's, its centre is anywhere, what lies outside is cut
/// off. The share is what remains of the image.
/// </summary>
/// <remarks>Yun et al. 2019, arXiv 1905.04899: α = 1.</remarks>
[Kind("cutmix", "paste a box of another image: share from Beta(alpha, alpha)")]
public sealed record Cutmix : MixingAugmentation
{
    /// <inheritdoc/>
    public override double Alpha { get; init; } = 1;

    internal override double Mix(Span<byte> image, ReadOnlySpan<byte> partner, SampleShape shape, double share, ref RandomStream random)
    {
        var side = Math.Sqrt(1 - share);
        var (top, bottom) = Extent(shape.Height, side, random.NextInt(shape.Height));
        var (left, right) = Extent(shape.Width, side, random.NextInt(shape.Width));
        for (var c = 0; c < shape.Channels; c++)
        for (var y = top; y < bottom; y++)
        {
            var row = (((c * shape.Height) + y) * shape.Width) + left;
            partner.Slice(row, right - left).CopyTo(image[row..]);
        }
        return 1 - ((bottom - top) * (right - left) / (double)(shape.Height * shape.Width));
    }

    private static (int From, int To) Extent(int size, double side, int centre)
    {
        var length = (int)(size * side);
        return (Math.Max(0, centre - (length / 2)), Math.Min(size, centre - (length / 2) + length));
    }
}
