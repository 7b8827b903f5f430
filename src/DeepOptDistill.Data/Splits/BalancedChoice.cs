using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Splits;

/// <summary>A seeded choice of images with equally many of each class, as far as the classes reach.</summary>
public static class BalancedChoice
{
    /// <summary>At most <paramref name="limit"/> indices, ascending: every class gives its first image, then every class its second, and so on.</summary>
    public static int[] Of(ReadOnlySpan<int> labels, int limit, Seed seed) =>
        [.. ShuffledClasses.Of(labels, seed)
            .SelectMany(members => members.Select((index, rank) => (index, rank)))
            .OrderBy(member => member.rank)
            .Take(limit)
            .Select(member => member.index)
            .Order()];
}
