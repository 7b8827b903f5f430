namespace DeepOptDistill.Core;

/// <summary>
/// A seed from which further seeds and streams are derived by name or index. Everything random in a run is a pure function of
/// (seed, names, indices), so it does not depend on order, threads or where a run was resumed.
/// </summary>
/// <param name="Value">Any 64 bits.</param>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014): the finalizer mixes, a Weyl sequence steps.</remarks>
public readonly record struct Seed(ulong Value)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A seed of its own for something named.</summary>
    public Seed Derive(string name)
    {
        var value = Value;
        foreach (var letter in name)
            value = Mix(value + Golden + letter);
        return new Seed(Mix(value ^ (ulong)name.Length));
    }

    /// <summary>A seed of its own for something numbered.</summary>
    public Seed Derive(long index) => new(Mix(Value + Golden * (ulong)(index + 1)));

    /// <summary>A stream of random numbers that starts at this seed.</summary>
    public RandomStream Stream() => new(Value);

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    internal static ulong Step(ref ulong state) => Mix(state += Golden);
}
