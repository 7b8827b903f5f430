using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Adds to each pixel an independent whole number, uniform in −<see cref="Amount"/> … +<see cref="Amount"/>, and clamps to 0 … 255.
/// </summary>
[Kind("pixel-jitter", "add uniform noise of up to ± `amount` grey levels to each pixel")]
public sealed record PixelJitter : Augmentation
{
    private const int DrawsPerWord = 4;

    /// <summary>Largest change in grey levels of 255; 8 is about 3 % of the range.</summary>
    [Between(0, 255)]
    public int Amount { get; init; } = 8;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref RandomStream random)
    {
        var stream = random;
        var pixel = 0;
        for (; pixel + DrawsPerWord <= shape.Size; pixel += DrawsPerWord)
            Four(source.Slice(pixel, DrawsPerWord), target.Slice(pixel, DrawsPerWord), stream.NextBits());
        for (; pixel < shape.Size; pixel++)
            target[pixel] = Moved(source[pixel], (ushort)stream.NextBits());
        random = stream;
    }

    private void Four(ReadOnlySpan<byte> source, Span<byte> target, ulong bits)
    {
        target[3] = Moved(source[3], (ushort)(bits >> 48));
        target[2] = Moved(source[2], (ushort)(bits >> 32));
        target[1] = Moved(source[1], (ushort)(bits >> 16));
        target[0] = Moved(source[0], (ushort)bits);
    }

    /// <summary>Sixteen random bits choose one of 2 · amount + 1 steps (multiply-shift; the bias is below 1 %).</summary>
    private byte Moved(byte pixel, ushort bits) => (byte)Math.Clamp(pixel + ((bits * (2 * Amount + 1)) >> 16) - Amount, 0, 255);
}
