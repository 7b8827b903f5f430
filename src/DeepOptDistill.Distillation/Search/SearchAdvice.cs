using System.Globalization;
using DeepOptDistill.Core.Search;

namespace DeepOptDistill.Distillation.Search;

/// <summary>What follows from a search, with its noise: a difference that seeds could make is no reason to change a recipe.</summary>
internal static class SearchAdvice
{
    // Two standard errors of a difference of means.
    private const double Certain = 2;

    /// <summary>The advice.</summary>
    /// <param name="space">What was tried.</param>
    /// <param name="finalists">The best first; the recipe as it is is among them.</param>
    public static string Of(SearchSpace space, IReadOnlyList<FinalistRecord> finalists)
    {
        var (best, asIs) = (finalists[0], finalists.First(finalist => finalist.Settings.Count == 0));
        var noise = Noise(finalists);
        var equals = noise is null ? [] : finalists.Skip(1).Where(finalist => best.Accuracy - finalist.Accuracy <= Certain * noise && finalist != asIs).ToList();
        var others = equals.Count == 0 ? "" : $" Not to be told from it: {string.Join("; ", equals.Select(finalist => Name(space, finalist)))}.";
        var unknown = noise is null ? " Each was trained with one seed, so that the noise is not known: search with '--seeds 3'." : "";
        if (best == asIs) return $"Keep the recipe as it is ({Figure(best)}): nothing that was tried is better.{others}{unknown}";
        var gain = Text($"{100 * (best.Accuracy - asIs.Accuracy):0.00} points more than the recipe as it is ({Figure(asIs)})");
        return noise is not null && best.Accuracy - asIs.Accuracy > Certain * noise
            ? $"Set {Name(space, best)}: {Figure(best)}, {gain}.{others}"
            : $"{Name(space, best)} is best ({Figure(best)}), {gain}{(noise is null ? "." : Text($", but that is within the noise of {100 * Certain * noise:0.00} points."))}{others}{unknown}";
    }

    /// <summary>Standard error of the difference of two means, from the spread of all finalists over their seeds; null where each had one seed.</summary>
    private static double? Noise(IReadOnlyList<FinalistRecord> finalists)
    {
        var (freedom, seeds) = (finalists.Sum(finalist => finalist.Seeds - 1), finalists[0].Seeds);
        return freedom == 0 ? null : Math.Sqrt(finalists.Sum(finalist => finalist.Deviation * finalist.Deviation * (finalist.Seeds - 1)) / freedom * 2 / seeds);
    }

    private static string Name(SearchSpace space, FinalistRecord finalist) => string.Join(", ", space.Axes.Zip(finalist.Settings, (axis, value) => $"{axis.Path}={value}"));

    private static string Figure(FinalistRecord finalist) => finalist.Seeds > 1
        ? Text($"{100 * finalist.Accuracy:0.00} ± {100 * finalist.Deviation:0.00} %, {finalist.Seeds} seeds")
        : Text($"{100 * finalist.Accuracy:0.00} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
