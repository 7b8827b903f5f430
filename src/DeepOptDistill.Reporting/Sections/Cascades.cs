using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Verdicts;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>The student before its ensemble: what it can answer alone.</summary>
[Kind("cascade", "what the student can answer alone, and what it costs to ask the ensemble for the rest")]
internal sealed record Cascades : Section
{
    private const int Shown = 5;

    private const string Answered = "Accuracy by what the student answers";

    public override int Order => 28;

    public override string Title => "The student first, its teachers where it is unsure";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Cascade is not { Points.Count: > 1 } cascade)
            yield break;
        if (cascade.Chosen is { } chosen)
            yield return new Prose(Sentence(chosen, cascade, new Comparison(record)) + Mark(record.Familiar) + One(record, cascade));
        var curve = new ChartRecord(
            "",
            "share that the student answers, in percent",
            "accuracy",
            IsShare: true,
            IsLogarithmic: false,
            [
                new LineRecord(
                    "cascade",
                    [
                        .. cascade
                            .Points.OrderBy(point => point.Kept)
                            .Select(point => new LinePoint(100 * point.Kept, point.Accuracy, point.Accuracy, point.Accuracy)),
                    ]
                ),
            ]
        );
        var narrow = new Picture(Answered, LineChart.Of(curve, isNarrow: true), LineChart.NarrowWidth, LineChart.Height);
        var wide = new Picture(Answered, LineChart.Of(curve), LineChart.Width, LineChart.Height) { Narrow = narrow };
        yield return new Pictures([wide], "Left: the teachers answer everything; right: the student does.");
        List<string> unknown = [.. record.Models.SelectMany(model => model.MacsUnknown)];
        var points = cascade.Points.Where(
            (_, i) => i % Math.Max(1, (cascade.Points.Count - 1) / Shown) == 0 || i == cascade.Points.Count - 1
        );
        yield return new Table(
            [new Column("Threshold"), new Column("Student answers"), new Column("Accuracy"), new Column("MACs"), new Column("Latency")],
            [.. points.Select(point => RowOf(point, unknown))]
        );
        yield return new Remark(
            "Threshold: least confidence of the student, its largest probability. MACs and latency: on average over samples; the "
                + "student is always asked."
        );
    }

    private static string Mark(IReadOnlyList<string> familiar) =>
        familiar.Count == 0
            ? ""
            : $" {string.Join(", ", familiar)} {(familiar.Count == 1 ? "has" : "have")} seemingly learned from that split: "
                + "the threshold may ask too often.";

    /// <summary>Of several copies of a student one is asked.</summary>
    private static string One(RunRecord record, CascadeRecord cascade) =>
        record.Models.Any(model => model.Role == Role.Student && model.Seeds.Count > 1)
            ? FormattableString.Invariant($" The student here is that of seed {cascade.Seed} alone.")
            : "";

    private static Row RowOf(CascadePoint point, IReadOnlyCollection<string> unknown) =>
        new(
            point.Threshold > 1 ? "none" : FormattableString.Invariant($"{point.Threshold:0.000}"),
            new Cell(Figures.WholePercent(point.Kept), point.Kept),
            Figures.Percent(point.Accuracy),
            Figures.Compact(point.Macs, unknown),
            Figures.Milliseconds(point.LatencyMs)
        );

    private static string Sentence(CascadePoint chosen, CascadeRecord cascade, Comparison comparison)
    {
        var (ensemble, student) = (cascade.Points.MinBy(point => point.Kept)!, cascade.Points.MaxBy(point => point.Kept)!);
        return chosen.Kept == 0
            ? "No threshold was found on the validation split at which the student could answer anything without loss."
            : FormattableString.Invariant($"With a threshold of {chosen.Threshold:0.000}, chosen on the validation split so that nothing ")
                + $"is lost there, the student answers {Figures.WholePercent(chosen.Kept)} of the test samples alone; accuracy is "
                + $"{Figures.Percent(chosen.Accuracy)} against the {comparison.ReferenceWord}'s {Figures.Percent(ensemble.Accuracy)}"
                + $"{Time(chosen, ensemble.LatencyMs - student.LatencyMs, comparison.LatencyNoise)}.";
    }

    private static string Time(CascadePoint chosen, double? ensemble, double noise) =>
        chosen.LatencyMs is { } own && ensemble is { } other
            ? $", and a sample takes {Figures.Milliseconds(own)} on average instead of {Figures.Milliseconds(other)}"
                + Judged(own, other, noise)
            : "";

    private static string Judged(double own, double other, double noise) =>
        (own / other) switch
        {
            var times when Math.Max(times, 1 / times) <= noise => ", a difference within the noise of these latencies",
            < 1 => "",
            _ => ": that is slower, as the student is asked in vain too often, so nothing speaks for the pair",
        };
}
