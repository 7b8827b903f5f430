using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Pads the image with <see cref="Pad"/> zero pixels on each side and cuts a window of the old size at a uniformly random place:
/// a shift by −pad … +pad in each direction.
/// </summary>
[AlsoCalled("random_crop", "crop")]
[Kind("pad-and-crop", "shift by up to `pad` pixels each way, zeros move in")]
public sealed record PadAndCrop : Augmentation
{
    /// <summary>Pixels added on each side; 2 of 28 keeps a centred garment or digit whole.</summary>
    [Between(0, 1024)]
    public int Pad { get; init; } = 2;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, ref RandomStream random)
    {
        var down = random.NextInt(2 * Pad + 1) - Pad;
        var right = random.NextInt(2 * Pad + 1) - Pad;
        Shift(source, target, shape, down, right);
    }

    /// <summary>target(y, x) = source(y − down, x − right), 0 outside.</summary>
    internal static void Shift(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, int down, int right)
    {
        var plane = shape.Height * shape.Width;
        for (var start = 0; start < shape.Size; start += plane)
            ShiftPlane(source.Slice(start, plane), target.Slice(start, plane), shape.Width, down, right);
    }

    /// <summary>
    /// Rows lie one after the other, so one copy of the whole plane shifts both ways at once; what came round an edge is cleared after it.
    /// </summary>
    private static void ShiftPlane(ReadOnlySpan<byte> source, Span<byte> target, int width, int down, int right)
    {
        var offset = down * width + right;
        if (Math.Abs(right) >= width || Math.Abs(offset) >= source.Length)
        {
            target.Clear();
            return;
        }
        var copied = source.Length - Math.Abs(offset);
        source.Slice(Math.Max(0, -offset), copied).CopyTo(target[Math.Max(0, offset)..]);
        target[..Math.Max(0, offset)].Clear();
        target[(Math.Max(0, offset) + copied)..].Clear();
        var (column, columns) = right > 0 ? (0, right) : (width + right, -right);
        if (columns == 0)
            return;
        for (var start = column; start < target.Length; start += width)
            target.Slice(start, columns).Clear();
    }
}
