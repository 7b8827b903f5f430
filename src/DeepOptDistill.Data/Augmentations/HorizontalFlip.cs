using System.Runtime.Intrinsics;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>Mirrors the image left to right with a probability: target(y, x) = source(y, W − 1 − x).</summary>
[AlsoCalled("random_horizontal_flip", "hflip", "flip")]
[Kind("horizontal-flip", "mirror left to right with `probability`")]
public sealed record HorizontalFlip : Augmentation
{
    private const int Block = 16;

    /// <summary>Probability of mirroring; one half makes both directions equally frequent.</summary>
    [Between(0, 1)]
    public double Probability { get; init; } = 0.5;

    private static Vector128<byte> Backwards => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, ref RandomStream random)
    {
        if (random.NextDouble() >= Probability)
        {
            source[..shape.Size].CopyTo(target);
            return;
        }
        for (var start = 0; start < shape.Size; start += shape.Width)
            Mirror(source.Slice(start, shape.Width), target.Slice(start, shape.Width));
    }

    /// <summary>Sixteen pixels at a time; the last block overlaps the one before it.</summary>
    private static void Mirror(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.Length < Block)
        {
            source.CopyTo(target);
            target.Reverse();
            return;
        }
        for (var done = 0; done < source.Length; done += Block)
        {
            var start = Math.Min(done, source.Length - Block);
            Vector128.Shuffle(Vector128.Create(source.Slice(source.Length - start - Block, Block)), Backwards).CopyTo(target[start..]);
        }
    }
}
