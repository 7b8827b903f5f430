using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Verdicts;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>The result in words and in the few numbers to remember.</summary>
[Kind("result", "the result in words")]
internal sealed record Result : Section
{
    public override int Order => 10;

    public override string Title => "";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var sentences = Verdict.Sentences(record);
        if (sentences.Count > 0)
            yield return new Lead(sentences[0]);
        var figures = Figures(new Comparison(record), Wording.Of(record)).ToList();
        if (figures.Count > 0)
            yield return new KeyFigures(figures);
        if (sentences.Count > 1)
            yield return new Prose(string.Join(" ", sentences.Skip(1)));
    }

    private static IEnumerable<KeyFigure> Figures(Comparison comparison, Wording wording)
    {
        if (comparison.Subject is not { } model)
            yield break;
        yield return new KeyFigure(
            Words.Figures.Percent(model.Quality.Value),
            $"{wording.Name} of the {model.Name}",
            Others(comparison, model)
        );
        if (comparison.GapClosed is { } closed)
            yield return Gap(closed, comparison);
        if (comparison.Reference is not { } reference)
            yield break;
        if (comparison.NotableTimes(Comparison.Parameters) is { } fewer)
            yield return Times(
                fewer,
                "fewer parameters",
                "more parameters",
                Words.Figures.Count(model.Parameters),
                Words.Figures.Count(reference.Parameters)
            );
        if (comparison.NotableLatency is { } faster)
            yield return Times(
                faster,
                "faster",
                "slower",
                Words.Figures.Milliseconds(model.LatencyMsMedian),
                Words.Figures.Milliseconds(reference.LatencyMsMedian)
            );
    }

    /// <summary>A share of what may be chance is no figure: a point more or less makes it anything.</summary>
    private static KeyFigure Gap(double closed, Comparison comparison)
    {
        var name = $"from baseline to {(comparison.Faulty.Count > 0 ? "faulty " : "")}{comparison.ReferenceWord}";
        return comparison.Gap is { Low: null }
            ? new KeyFigure("unknown", "share of the gap closed", $"the gap {name} may be chance")
            : new KeyFigure(Words.Figures.WholePercent(closed), "of the gap closed", name + Interval(comparison.Gap));
    }

    private static string Interval(GapRecord? gap) =>
        gap is { Low: { } low, High: { } high } ? $", 95 %: {Words.Figures.PercentRange(low, high)}" : "";

    private static string Others(Comparison comparison, ModelRecord model)
    {
        var others = new[] { ("baseline", comparison.Baseline), (comparison.ReferenceWord, comparison.Reference) }.Where(o =>
            o.Item2 is not null && o.Item2 != model
        );
        return string.Join(", ", others.Select(o => $"{o.Item1} {Words.Figures.Percent(o.Item2!.Quality.Value)}"));
    }

    private static KeyFigure Times(double ratio, string better, string worse, string own, string other) =>
        ratio >= 1
            ? new KeyFigure($"{Words.Figures.Ratio(ratio)} ×", better, $"{own} instead of {other}")
            : new KeyFigure($"{Words.Figures.Ratio(1 / ratio)} ×", worse, $"{own} instead of {other}");
}
