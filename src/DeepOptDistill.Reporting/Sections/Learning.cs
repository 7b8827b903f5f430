using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>How baseline and student learned: accuracy and loss by epoch, or by step where they have different epochs.</summary>
[Kind("learning", "accuracy and loss by epoch")]
internal sealed record Learning : Section
{
    private const int LongestTable = 10;
    private const string AtEnds = "A value stands at the end of its epoch.";
    private const string UpTo = "A value is the last one up to its step.";
    private const string Meaning = "Training losses are each model's own objective and are not to be compared.";
    private const string Stopped = "Seeds stopped at different epochs: their mean ends with the first of them.";
    private const string MeaningOfShares =
        "Shares of the gradient are those of the weighted loss terms, ‖w·∇term‖ / Σ‖w·∇term‖, on the epoch's first batch.";

    public override int Order => 40;

    public override string Title => "Learning";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var curves = Curves(record).Where(c => c.Lines.Count > 0).ToList();
        if (curves.Count == 0)
            yield break;
        var seeds = record.Epochs.Select(e => e.Seed).Distinct().Count();
        var ends = record.Epochs.GroupBy(e => (e.Role, e.Seed)).Select(g => (g.Key.Role, Last: g.Max(e => e.Epoch))).Distinct().Count();
        var all = ends > record.Epochs.Select(e => e.Role).Distinct().Count() ? $"{Meaning} {Stopped}" : Meaning;
        var meaning = record.Epochs.Any(e => e.GradientShares is not null) ? $"{all} {MeaningOfShares}" : all;
        var lines = curves.SelectMany(curve => curve.Lines).ToList();
        var dotted = Dotted(curves);
        if (StepsOf(record) is { } steps && curves[0].Ruler.IsSteps)
            meaning = $"{steps} {meaning}";
        var places = curves[0].Ruler.IsSteps && !AreAlike(lines) ? UpTo : AtEnds;
        yield return new Pictures(
            [.. curves.Select(c => new Picture(c.Title, CurveChart.Of(c), CurveChart.Width, CurveChart.Height))],
            (seeds > 1 ? $"Thick: mean over {Figures.Counted(seeds, "seed")}; thin: each seed. " : "") + $"{AtEnds} {meaning}{dotted}",
            Instead(curves),
            new Remark(
                Some(lines, curves[0].Ruler) + (seeds > 1 ? $"Means over {Figures.Counted(seeds, "seed")}. " : "") + $"{places} {meaning}"
            )
        );
    }

    private static string? Dotted(List<Curve> curves) =>
        curves.Exists(curve => curve.Lines.Select(line => line.Mean[^1].Place).Distinct().Count() > 1)
            ? " A dotted line leads from the end of a shorter training to its name."
            : null;

    /// <summary>That a long training has more epochs than rows stand there.</summary>
    private static string Some(List<CurveLine> lines, Ruler ruler) =>
        !ruler.IsSteps && lines.Max(line => line.Mean.Count) > LongestTable
            ? "Some of the epochs stand here; all are in metrics.jsonl. "
            : "";

    /// <summary>How many steps an epoch has, where all trainings agree.</summary>
    private static string? StepsOf(RunRecord record)
    {
        var each = record.Epochs.Select(epoch => epoch.Steps / (double)epoch.Epoch).Distinct().ToList();
        return each is [{ } steps] && steps == Math.Floor(steps) ? $"An epoch has {Figures.Counted((int)steps, "step")}." : null;
    }

    private static IEnumerable<Curve> Curves(RunRecord record) =>
        [
            Curve.Of(record, $"Validation {Wording.Of(record).Name}", isShare: true, e => e.ValidationQuality),
            Curve.Of(record, Wording.Of(record).Loss, isShare: false, e => e.ValidationLoss),
            Curve.Of(record, "Training accuracy", isShare: true, e => e.TrainAccuracy),
            Curve.Of(record, "Training loss", isShare: false, e => IsOfHints(e, record) ? null : e.Loss),
            Curve.Of(record, "Hints, training", isShare: false, e => IsOfHints(e, record) ? e.Loss : null),
            Curve.Of(record, "Hints, validation", isShare: false, e => e.ValidationHint),
            .. Terms(record).Select(term => Curve.Of(record, $"Share of the gradient: {term}", isShare: true, e => ShareOf(e, term))),
        ];

    private static bool IsOfHints(EpochRecord epoch, RunRecord record) =>
        epoch.TrainAccuracy is null && (record.Dataset.Task == TaskKind.Classes || epoch.ValidationHint is not null);

    private static IEnumerable<string> Terms(RunRecord record) => record.Epochs.SelectMany(e => e.GradientShares?.Keys ?? []).Distinct();

    private static double? ShareOf(EpochRecord epoch, string term) =>
        epoch.GradientShares is { } shares && shares.TryGetValue(term, out var share) ? share : null;

    private static Table Instead(List<Curve> curves)
    {
        var ruler = curves[0].Ruler;
        var columns = curves.SelectMany(c => c.Lines, (c, l) => (Curve: c, Line: l)).ToList();
        var ends = Ends([.. columns.Select(c => c.Line)], ruler);
        return new Table(
            [new Column(ruler.Heading), .. columns.Select(c => new Column($"{c.Curve.Title}, {c.Line.Name}"))],
            [
                .. ends.Prepend(0)
                    .Zip(ends, (after, end) => new Row([Figures.Count(end), .. columns.Select(c => Value(c.Curve, c.Line, after, end))])),
            ]
        );
    }

    /// <summary>Places of the rows: some epochs, or equal parts of all steps, no more of them than any line has points.</summary>
    private static List<long> Ends(List<CurveLine> lines, Ruler ruler)
    {
        var places = lines.SelectMany(line => line.Mean.Select(p => p.Place)).Distinct().Order().ToList();
        var step = Math.Max(1, (places.Count + LongestTable - 1) / LongestTable);
        if (!ruler.IsSteps)
            return [.. places.Where((_, i) => (places.Count - 1 - i) % step == 0)];
        if (AreAlike(lines))
            return [.. places.Where((_, i) => (places.Count - 1 - i) % step == 0)];
        var rows = Math.Min(LongestTable, lines.Min(line => line.Mean.Count));
        return [.. Enumerable.Range(1, rows).Select(row => places[^1] * row / rows)];
    }

    /// <summary>Whether epochs of all trainings have as many steps, so that each row is the end of one.</summary>
    private static bool AreAlike(List<CurveLine> lines)
    {
        var longest = lines.MaxBy(line => line.Mean.Count)!.Mean.Select(point => point.Place).ToList();
        return lines.All(line => line.Mean.Select(point => point.Place).SequenceEqual(longest.Take(line.Mean.Count)));
    }

    /// <summary>The last value after one place and up to another.</summary>
    private static Cell Value(Curve curve, CurveLine line, long after, long end)
    {
        var value = line.Mean.Where(p => p.Place > after && p.Place <= end).Select(p => (double?)p.Value).LastOrDefault();
        return value is not { } known ? ""
            : curve.IsShare ? Figures.Percent(known)
            : Figures.Number(known);
    }
}
