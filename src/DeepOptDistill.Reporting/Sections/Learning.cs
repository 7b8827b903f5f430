using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>How baseline and student learned: accuracy and loss by epoch.</summary>
[Kind("learning", "accuracy and loss by epoch")]
internal sealed record Learning : Section
{
    private const int LongestTable = 10;

    public override int Order => 40;

    public override string Title => "Learning";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        var curves = Curves(record).Where(c => c.Lines.Count > 0).ToList();
        if (curves.Count == 0) yield break;
        yield return new Pictures([.. curves.Select(c => new Picture(c.Title, CurveChart.Of(c), CurveChart.Width, CurveChart.Height))], Instead(curves));
        yield return new Remark(Legend(record));
    }

    private static IEnumerable<Curve> Curves(RunRecord record) =>
    [
        Curve.Of(record, "Accuracy on the validation split", isShare: true, e => e.ValidationAccuracy),
        Curve.Of(record, "Cross-entropy on the validation split", isShare: false, e => e.ValidationLoss),
        Curve.Of(record, "Accuracy while training", isShare: true, e => e.TrainAccuracy),
        Curve.Of(record, "Training loss, each model by its own objective", isShare: false, e => e.Loss),
    ];

    private static string Legend(RunRecord record)
    {
        var seeds = record.Epochs.Select(e => e.Seed).Distinct().Count();
        var last = record.Epochs.Max(e => e.Epoch);
        return (seeds > 1 ? $"Thick: mean over {Figures.Counted(seeds, "seed")}. Thin: each seed. " : "")
            + $"{Figures.Counted(last, "epoch")}; a value stands at the end of its epoch.";
    }

    private static Table Instead(List<Curve> curves)
    {
        var columns = curves.SelectMany(c => c.Lines, (c, l) => (Curve: c, Line: l)).ToList();
        var epochs = columns.SelectMany(c => c.Line.Mean.Select(p => p.Epoch)).Distinct().Order().ToList();
        var step = Math.Max(1, (epochs.Count + LongestTable - 1) / LongestTable);
        var shown = epochs.Where((_, i) => (epochs.Count - 1 - i) % step == 0);
        return new Table(
            [new Column("Epoch"), .. columns.Select(c => new Column($"{c.Curve.Title}, {c.Line.Name}"))],
            [.. shown.Select(e => new Row([Figures.Count(e), .. columns.Select(c => Value(c.Curve, c.Line, e))]))]);
    }

    private static Cell Value(Curve curve, CurveLine line, int epoch)
    {
        var at = line.Mean.Where(p => p.Epoch == epoch).Select(p => (double?)p.Value).FirstOrDefault();
        return at is not { } value ? "" : curve.IsShare ? Figures.Percent(value) : Figures.Number(value);
    }
}
