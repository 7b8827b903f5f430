using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Splits;

/// <summary>Classes of which a part of a data set has no sample.</summary>
internal static class ClassShares
{
    private const int Named = 5;

    /// <summary>A sentence for each part that lacks classes.</summary>
    /// <param name="train">All training samples.</param>
    /// <param name="learned">Places of those that are learned from.</param>
    /// <param name="validation">The validation samples.</param>
    public static IEnumerable<string> Warnings(SampleSet train, int[] learned, SampleSet validation)
    {
        if (train.Task != TaskKind.Classes)
            yield break;
        if (Missing(train, learned) is { } unlearned)
            yield return $"No training {One(train)} of {unlearned}: nothing can be learned of them.";
        if (validation.Count > 0 && Missing(validation) is { } unwatched)
            yield return $"No validation {One(train)} of {unwatched}: what is chosen there does not heed them.";
    }

    /// <summary>A sentence where the test split lacks classes.</summary>
    public static IEnumerable<string> TestWarnings(SampleSet test)
    {
        if (test.Task == TaskKind.Classes && Missing(test) is { } untested)
            yield return $"No test {One(test)} of {untested}: the accuracy says nothing of them.";
    }

    private static string One(SampleSet set) => set.Shape.IsRow ? "row" : "image";

    private static string? Missing(SampleSet set) => Missing(set, [.. Enumerable.Range(0, set.Count)]);

    /// <summary>The classes without a sample at these places, as words; null where each has one.</summary>
    private static string? Missing(SampleSet set, int[] places)
    {
        var has = new bool[set.Classes.Count];
        foreach (var place in places)
            if (set.Labels[place] >= 0)
                has[set.Labels[place]] = true;
        List<string> names = [.. set.Classes.Where((_, label) => !has[label])];
        var some = string.Join(", ", names.Take(Named).Select(name => $"'{name}'"));
        return names.Count == 0
            ? null
            : FormattableString.Invariant($"{names.Count:#,0} of {has.Length:#,0} classes ({some}{(names.Count > Named ? ", …" : "")})");
    }
}
