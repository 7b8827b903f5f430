using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Augmentations;

/// <summary>
/// Adds to each pixel an independent whole number, uniform in −<see cref="Amount"/> … +<see cref="Amount"/>, and clamps to 0 … 255.
/// </summary>
[Kind("pixel-jitter", "add uniform noise of up to ± `amount` grey levels to each pixel")]
public sealed record PixelJitter : Augmentation
{
    private const int BlockPixels = 1024;

    /// <summary>Largest change in grey levels of 255; 8 is about 3 % of the range.</summary>
    [Between(0, 255)]
    public int Amount { get; init; } = 8;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, SampleShape shape, ref RandomStream random)
    {
        Span<ulong> words = stackalloc ulong[BlockPixels * sizeof(ushort) / sizeof(ulong)];
        for (var start = 0; start < shape.Size; start += BlockPixels)
        {
            var count = Math.Min(BlockPixels, shape.Size - start);
            Draw(words[..((count + 3) / 4)], ref random);
            Move(source.Slice(start, count), MemoryMarshal.Cast<ulong, ushort>(words)[..count], target.Slice(start, count));
        }
    }

    private static void Draw(Span<ulong> words, ref RandomStream random)
    {
        var stream = random;
        for (var i = 0; i < words.Length; i++)
            words[i] = stream.NextBits();
        random = stream;
    }

    /// <summary>Sixteen random bits choose one of 2 · amount + 1 steps (multiply-shift; the bias is below 1 %).</summary>
    private void Move(ReadOnlySpan<byte> source, ReadOnlySpan<ushort> bits, Span<byte> target)
    {
        var pixel = 0;
        for (; pixel + Vector128<byte>.Count <= source.Length; pixel += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(source.Slice(pixel, Vector128<byte>.Count)));
            var first = Moved(low, Vector128.Create(bits.Slice(pixel, Vector128<ushort>.Count)));
            var second = Moved(high, Vector128.Create(bits.Slice(pixel + Vector128<ushort>.Count, Vector128<ushort>.Count)));
            Vector128.Narrow(first, second).CopyTo(target[pixel..]);
        }
        for (; pixel < source.Length; pixel++)
            target[pixel] = (byte)Math.Clamp(source[pixel] + ((bits[pixel] * (2 * Amount + 1)) >> 16) - Amount, 0, 255);
    }

    private Vector128<ushort> Moved(Vector128<ushort> pixels, Vector128<ushort> bits)
    {
        var (low, high) = Vector128.Widen(bits);
        var steps = (uint)(2 * Amount + 1);
        var step = Vector128.Narrow((low * steps) >> 16, (high * steps) >> 16);
        return Vector128.Min(Vector128.SubtractSaturate(pixels + step, Vector128.Create((ushort)Amount)), Vector128.Create((ushort)255));
    }
}
