using System.Globalization;
using DeepOptDistill.Core.Search;
using MathNet.Numerics.Distributions;

namespace DeepOptDistill.Distillation.Search;

/// <summary>
/// What follows from a search, with its noise: a difference that seeds, the choice of validation samples, or the number of things that were
/// tried could make is no reason to change a recipe.
/// </summary>
/// <remarks>
/// One-sided at 5 % over all candidates that were tried (Bonferroni), as the best of many equals looks better than it is. Seeds by
/// Student's distribution with the pooled degrees of
/// freedom, samples in pairs.
/// </remarks>
internal static class SearchAdvice
{
    private const double Risk = 0.05;

    /// <summary>The advice.</summary>
    /// <param name="space">What was tried.</param>
    /// <param name="finalists">The best first; the recipe as it is is among them.</param>
    /// <param name="tried">Candidates beside the recipe as it is, those that fell out before the end among them.</param>
    public static string Of(SearchSpace space, IReadOnlyList<FinalistRecord> finalists, int tried)
    {
        var (best, asIs) = (finalists[0], finalists.First(finalist => finalist.Settings.Count == 0));
        var equals = finalists
            .Skip(1)
            .Where(finalist =>
                finalist != asIs && Noise(finalists, best, finalist, tried) is { } noise && best.Accuracy - finalist.Accuracy <= noise
            )
            .ToList();
        var others =
            equals.Count == 0 ? "" : $" Not to be told from it: {string.Join("; ", equals.Select(finalist => Name(space, finalist)))}.";
        if (best == asIs)
            return $"Keep the recipe as it is ({Figure(best)}): nothing that was tried is better.{others}{Unknown(finalists)}";
        var gain = Text($"{100 * (best.Accuracy - asIs.Accuracy):0.00} points more than the recipe as it is ({Figure(asIs)})");
        return Noise(finalists, best, asIs, tried) switch
        {
            { } noise when best.Accuracy - asIs.Accuracy > noise => $"Set {Name(space, best)}: {Figure(best)}, {gain}.{others}",
            { } noise =>
                $"{Name(space, best)} is best ({Figure(best)}), {gain}, but that is within the noise of {Text($"{100 * noise:0.00}")} "
                    + $"points{Among(tried)}.{others}",
            null => $"{Name(space, best)} is best ({Figure(best)}), {gain}.{others}{Unknown(finalists)}",
        };
    }

    private static string Among(int tried) => tried == 1 ? "" : Text($" for the best of {tried} that were tried");

    private static string Unknown(IReadOnlyList<FinalistRecord> finalists) =>
        Freedom(finalists) > 0 ? "" : " Each was trained with one seed, so that the noise is not known: search with '--seeds 3'.";

    /// <summary>Largest difference of two means that chance makes; null where each was trained with one seed.</summary>
    private static double? Noise(IReadOnlyList<FinalistRecord> finalists, FinalistRecord one, FinalistRecord other, int tried)
    {
        var (freedom, seeds) = (Freedom(finalists), finalists[0].Seeds);
        if (freedom == 0)
            return null;
        var spread = finalists.Sum(finalist => finalist.Deviation * finalist.Deviation * (finalist.Seeds - 1)) / freedom * 2 / seeds;
        // Errors are of differences to the recipe as it is; that of two others is at most their root of squares.
        var samples = Square(one.SamplingError) + Square(other.SamplingError);
        return StudentT.InvCDF(0, 1, freedom, 1 - (Risk / Math.Max(1, tried))) * Math.Sqrt(spread + samples);
    }

    private static int Freedom(IReadOnlyList<FinalistRecord> finalists) => finalists.Sum(finalist => finalist.Seeds - 1);

    private static double Square(double? error) => error is { } known ? known * known : 0;

    private static string Name(SearchSpace space, FinalistRecord finalist) =>
        string.Join(", ", space.Axes.Zip(finalist.Settings, (axis, value) => $"{axis.Path}={value}"));

    private static string Figure(FinalistRecord finalist) =>
        finalist.Seeds > 1
            ? Text($"{100 * finalist.Accuracy:0.00} ± {100 * finalist.Deviation:0.00} %, {finalist.Seeds} seeds")
            : Text($"{100 * finalist.Accuracy:0.00} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
