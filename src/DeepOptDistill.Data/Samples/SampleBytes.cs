namespace DeepOptDistill.Data.Samples;

/// <summary>
/// The bytes of samples that are all of one size: in memory or in a file, in one piece or gathered from others, and together more than an
/// array can hold. Immutable by convention. Reading is thread-safe.
/// </summary>
public abstract class SampleBytes
{
    /// <summary>Samples of a size.</summary>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="count">Samples.</param>
    protected SampleBytes(int size, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (Size, Count) = (size, count);
    }

    /// <summary>Bytes of a sample.</summary>
    public int Size { get; }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Bytes of all.</summary>
    public long Length => (long)Size * Count;

    /// <summary>The bytes of one sample.</summary>
    public abstract ReadOnlySpan<byte> this[int sample] { get; }

    /// <summary>The bytes of consecutive samples, one after the other: a copy where they do not lie so.</summary>
    public virtual ReadOnlySpan<byte> Range(int first, int count)
    {
        var bytes = new byte[checked(count * Size)];
        for (var i = 0; i < count; i++)
            this[first + i].CopyTo(bytes.AsSpan(i * Size));
        return bytes;
    }

    /// <summary>The samples at these places, in this order.</summary>
    public virtual SampleBytes Select(ReadOnlySpan<int> places) => new ChosenBytes(this, places.ToArray());
}
