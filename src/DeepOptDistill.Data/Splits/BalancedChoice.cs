using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Splits;

/// <summary>A seeded choice of images with equally many of each class, as far as the classes reach.</summary>
public static class BalancedChoice
{
    private const double Notable = 0.01;

    /// <summary>
    /// At most <paramref name="limit"/> indices, ascending: every class gives its first image, then every class its second, and so on.
    /// </summary>
    public static int[] Of(ReadOnlySpan<int> labels, int limit, Seed seed) =>
        [
            .. ShuffledClasses
                .Of(labels, seed)
                .SelectMany(members => members.Select((index, rank) => (index, rank)))
                .OrderBy(member => member.rank)
                .Take(limit)
                .Select(member => member.index)
                .Order(),
        ];

    /// <summary>
    /// The sentence that a balanced choice has other shares of the classes than what it was taken from; none where they are as good as the
    /// same.
    /// </summary>
    /// <param name="set">All samples.</param>
    /// <param name="from">Places of those that were chosen from.</param>
    /// <param name="kept">Places of the chosen ones.</param>
    internal static IEnumerable<string> Note(SampleSet set, int[] from, int[] kept)
    {
        if (set.Task != TaskKind.Classes || kept.Length == from.Length)
            yield break;
        var (before, after) = (Shares(set, from), Shares(set, kept));
        var moved = Enumerable.Range(0, before.Length).MaxBy(c => after[c] - before[c]);
        if (after[moved] - before[moved] < Notable)
            yield break;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"'limit' kept {kept.Length:#,0} of {from.Length:#,0} training {set.Shape.Noun}, as many of each class as far as they "
                + $"reach: '{set.Classes[moved]}' is {100 * after[moved]:0.0} % of what was learned from and {100 * before[moved]:0.0} "
                + $"% of what it was taken from. Validation and test set keep their shares, so accuracy and likelihood there are those "
                + $"of a network that expects others."
        );
    }

    private static double[] Shares(SampleSet set, int[] places)
    {
        var shares = new double[set.Classes.Count];
        foreach (var place in places)
            shares[set.Labels[place]] += 1.0 / places.Length;
        return shares;
    }
}
