using DeepOptDistill.Core;

namespace DeepOptDistill.Fuzz;

/// <summary>Random choices that are the same for the same seed.</summary>
internal sealed class Dice(ulong seed)
{
    private RandomStream stream = new Seed(seed).Stream();

    /// <summary>0 … <paramref name="count"/> − 1.</summary>
    public int Roll(int count) => stream.NextInt(count);

    public bool OneIn(int count) => stream.NextInt(count) == 0;

    public byte Byte() => (byte)stream.NextInt(256);

    public byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(_ => Byte())];

    public T Of<T>(IReadOnlyList<T> choices) => choices[stream.NextInt(choices.Count)];

    /// <summary>Mostly one change, sometimes several.</summary>
    public int Changes() => 1 + (OneIn(2) ? Roll(4) : 0);
}
