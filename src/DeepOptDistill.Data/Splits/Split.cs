using DeepOptDistill.Core;

namespace DeepOptDistill.Data.Splits;

/// <summary>Two disjoint lists of image indices, ascending, that together hold every image once.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Validation">What is put aside.</param>
public sealed record Split(int[] Train, int[] Validation)
{
    /// <summary>
    /// How many of <paramref name="total"/> images a validation option means: below 1 a share (rounded), otherwise a count.
    /// </summary>
    public static int Count(double validation, int total) =>
        (int)(validation < 1 ? Math.Round(validation * total, MidpointRounding.AwayFromZero) : validation);

    /// <summary>Puts the images at some places aside; places that there are not are none.</summary>
    public static Split At(int total, IEnumerable<int> places)
    {
        var aside = places.ToHashSet();
        var apart = Enumerable.Range(0, total).ToLookup(aside.Contains);
        return new([.. apart[false]], [.. apart[true]]);
    }

    /// <summary>Puts the last images aside.</summary>
    public static Split Tail(int total, int validation) =>
        new([.. Enumerable.Range(0, total - validation)], [.. Enumerable.Range(total - validation, validation)]);

    /// <summary>
    /// Puts randomly chosen images aside, from each class its share of <paramref name="validation"/> to within one image
    /// (largest remainders get the images that rounding down leaves over, equal ones by chance).
    /// </summary>
    public static Split Stratified(ReadOnlySpan<int> labels, int validation, Seed seed)
    {
        var classes = ShuffledClasses.Of(labels, seed);
        var quotas = Quotas([.. classes.Select(members => members.Length)], validation, seed.Derive("quotas"));
        return new Split(
            [.. classes.SelectMany((members, i) => members.Skip(quotas[i])).Order()],
            [.. classes.SelectMany((members, i) => members.Take(quotas[i])).Order()]
        );
    }

    private static int[] Quotas(int[] sizes, int validation, Seed seed)
    {
        var total = Math.Max(1, sizes.Sum());
        var quotas = sizes.Select(size => (int)((long)size * validation / total)).ToArray();
        var left = validation - quotas.Sum();
        int[] order = [.. Enumerable.Range(0, sizes.Length)];
        var random = seed.Stream();
        random.Shuffle<int>(order);
        foreach (var i in order.OrderByDescending(i => (long)sizes[i] * validation % total).Take(left))
            quotas[i]++;
        return quotas;
    }
}
