namespace DeepOptDistill.Core;

/// <summary>
/// A stream of random numbers, the same for the same seed on every machine. A value type: copying it copies its position.
/// </summary>
public struct RandomStream(ulong state)
{
    /// <summary>64 uniform bits.</summary>
    public ulong NextBits() => Seed.Step(ref state);

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1 (multiply-shift; the bias is below count / 2⁶⁴).</summary>
    public int NextInt(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller 1958; the second value of each pair is not used).</summary>
    public double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts the items into a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
