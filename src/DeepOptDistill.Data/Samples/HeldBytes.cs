using System.Runtime.InteropServices;

namespace DeepOptDistill.Data.Samples;

/// <summary>Samples in one array, of bytes or of numbers of several bytes.</summary>
/// <typeparam name="T">What the array holds.</typeparam>
public sealed class HeldBytes<T> : SampleBytes
    where T : unmanaged
{
    private readonly T[] numbers;
    private readonly int width;

    /// <summary>Takes an array as it is.</summary>
    /// <param name="numbers">Whole samples, one after the other.</param>
    /// <param name="width">Numbers of a sample.</param>
    /// <exception cref="ArgumentException">The last sample is not whole.</exception>
    public HeldBytes(T[] numbers, int width)
        : base(checked(width * Marshal.SizeOf<T>()), numbers.Length / width)
    {
        if (numbers.Length % width != 0)
            throw new ArgumentException($"found {numbers.Length} numbers; expected whole samples of {width}.", nameof(numbers));
        (this.numbers, this.width) = (numbers, width);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> this[int sample] => Range(sample, 1);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Range(int first, int count) => MemoryMarshal.AsBytes(numbers.AsSpan(first * width, count * width));

    /// <summary>
    /// The samples at these places, in this order: copied, so that the whole can be forgotten, unless there are too many for an array.
    /// </summary>
    public override SampleBytes Select(ReadOnlySpan<int> places)
    {
        if ((long)places.Length * width > Array.MaxLength)
            return base.Select(places);
        var chosen = new T[places.Length * width];
        for (var i = 0; i < places.Length; i++)
            numbers.AsSpan(places[i] * width, width).CopyTo(chosen.AsSpan(i * width));
        return new HeldBytes<T>(chosen, width);
    }
}
