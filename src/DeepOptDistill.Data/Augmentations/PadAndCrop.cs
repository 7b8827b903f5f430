using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Pads the image with <see cref="Pad"/> zero pixels on each side and cuts a window of the old size at a uniformly random place:
/// a shift by −pad … +pad in each direction.
/// </summary>
[Kind("pad-and-crop", "shift by up to `pad` pixels each way, zeros move in")]
public sealed record PadAndCrop : Augmentation
{
    /// <summary>Pixels added on each side; 2 of 28 keeps a centred garment or digit whole.</summary>
    [Between(0, 1024)]
    public int Pad { get; init; } = 2;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref RandomStream random)
    {
        var down = random.NextInt(2 * Pad + 1) - Pad;
        var right = random.NextInt(2 * Pad + 1) - Pad;
        Shift(source, target, shape, down, right);
    }

    /// <summary>target(y, x) = source(y − down, x − right), 0 outside.</summary>
    internal static void Shift(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int down, int right)
    {
        target[..shape.Size].Clear();
        var length = shape.Width - Math.Abs(right);
        var rows = shape.Height - Math.Abs(down);
        if (length <= 0 || rows <= 0) return;
        var from = Math.Max(0, -down) * shape.Width + Math.Max(0, -right);
        var to = Math.Max(0, down) * shape.Width + Math.Max(0, right);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var plane = channel * shape.Height * shape.Width;
            for (var row = 0; row < rows; row++)
                source.Slice(plane + from + row * shape.Width, length).CopyTo(target[(plane + to + row * shape.Width)..]);
        }
    }
}
