using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>Mirrors the image left to right with a probability: target(y, x) = source(y, W − 1 − x).</summary>
[Kind("horizontal-flip", "mirror left to right with `probability`")]
public sealed record HorizontalFlip : Augmentation
{
    /// <summary>Probability of mirroring; one half makes both directions equally frequent.</summary>
    [Between(0, 1)]
    public double Probability { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref RandomStream random)
    {
        source[..shape.Size].CopyTo(target);
        if (random.NextDouble() >= Probability) return;
        for (var start = 0; start < shape.Size; start += shape.Width)
            target.Slice(start, shape.Width).Reverse();
    }
}
