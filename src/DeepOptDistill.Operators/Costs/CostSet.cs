using System.Numerics;

namespace DeepOptDistill.Operators.Costs;

/// <summary>A set of single costs, one bit each, with their sum. Tensors that differ in no cost share one.</summary>
internal sealed class CostSet
{
    private static readonly CostSet Empty = new([], new(0, 0, false));

    private readonly ulong[] bits;

    private CostSet(ulong[] bits, CostBelow cost) => (this.bits, Cost) = (bits, cost);

    /// <summary>The sum.</summary>
    public CostBelow Cost { get; }

    /// <summary>Costs that are in any of some sets; summed by the next <see cref="With"/>.</summary>
    public static CostSet Union(IEnumerable<CostSet> sets)
    {
        var distinct = sets.Distinct().ToList();
        if (distinct.Count < 2)
            return distinct.Count == 0 ? Empty : distinct[0];
        var union = new ulong[distinct.Max(set => set.bits.Length)];
        foreach (var set in distinct)
            for (var i = 0; i < set.bits.Length; i++)
                union[i] |= set.bits[i];
        return distinct.Find(set => set.bits.AsSpan().SequenceEqual(union)) ?? new(union, new(0, 0, false)) { IsUnsummed = true };
    }

    /// <summary>The set with more costs.</summary>
    /// <param name="added">Numbers of the costs.</param>
    /// <param name="items">All costs by number.</param>
    public CostSet With(IReadOnlyCollection<int> added, IReadOnlyList<CostBelow> items)
    {
        if (!IsUnsummed && added.All(Holds))
            return this;
        var more = new ulong[Math.Max(bits.Length, added.Count == 0 ? 0 : (added.Max() / 64) + 1)];
        bits.CopyTo(more, 0);
        foreach (var item in added)
            more[item / 64] |= 1UL << (item % 64);
        return new(more, Sum(more, items));
    }

    private bool IsUnsummed { get; init; }

    private bool Holds(int item) => item / 64 < bits.Length && (bits[item / 64] >> (item % 64) & 1) != 0;

    private static CostBelow Sum(ulong[] bits, IReadOnlyList<CostBelow> items)
    {
        var (parameters, macs, isUnknown) = (0L, 0L, false);
        for (var word = 0; word < bits.Length; word++)
        for (var rest = bits[word]; rest != 0; rest &= rest - 1)
        {
            var item = items[(64 * word) + BitOperations.TrailingZeroCount(rest)];
            (parameters, macs, isUnknown) = (parameters + item.Parameters, macs + item.Macs, isUnknown || item.HasUnknownMacs);
        }
        return new(parameters, macs, isUnknown);
    }
}
