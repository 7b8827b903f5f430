using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A quantity along the training, for each model that was trained.</summary>
/// <param name="Title">What it is.</param>
/// <param name="IsShare">Whether it is a share, shown in percent.</param>
/// <param name="Lines">A line for each model.</param>
/// <param name="Stages">Where each stage after the first begins.</param>
/// <param name="Ruler">What its places count.</param>
internal sealed record Curve(string Title, bool IsShare, IReadOnlyList<CurveLine> Lines, IReadOnlyList<StageStart> Stages, Ruler Ruler)
{
    /// <summary>Takes the quantity from a run; epochs without it are left out.</summary>
    public static Curve Of(RunRecord record, string title, bool isShare, Func<EpochRecord, double?> value) =>
        Of(record, title, isShare, value, Ruler.Of(record));

    private static Curve Of(RunRecord record, string title, bool isShare, Func<EpochRecord, double?> value, Ruler ruler) =>
        new(
            title,
            isShare,
            [
                .. record
                    .Epochs.GroupBy(e => e.Role)
                    .OrderBy(g => g.Key)
                    .Select(g => LineOf(g.Key, g, value, ruler))
                    .Where(l => l.Mean.Count > 0),
            ],
            StagesOf(record, ruler),
            ruler
        );

    private static CurveLine LineOf(Role role, IEnumerable<EpochRecord> epochs, Func<EpochRecord, double?> value, Ruler ruler)
    {
        var points = epochs
            .Select(e => (e.Seed, Place: ruler.Place(e), Value: value(e)))
            .Where(p => p.Value is { } v && double.IsFinite(v))
            .ToList();
        var seeds = points.Select(p => p.Seed).Distinct().Count();
        return new CurveLine(
            role,
            Spelling.Word(role.ToString()),
            [
                .. points
                    .GroupBy(p => p.Place)
                    .Where(g => g.Count() == seeds)
                    .OrderBy(g => g.Key)
                    .Select(g => new CurvePoint(g.Key, g.Average(p => p.Value!.Value))),
            ],
            [
                .. points
                    .GroupBy(p => p.Seed)
                    .OrderBy(g => g.Key)
                    .Select(g => g.OrderBy(p => p.Place).Select(p => new CurvePoint(p.Place, p.Value!.Value)).ToList()),
            ]
        );
    }

    private static IReadOnlyList<StageStart> StagesOf(RunRecord record, Ruler ruler)
    {
        var firsts = record.Epochs.GroupBy(e => e.Stage).Select(g => g.MinBy(ruler.Place)!).Where(first => first.Epoch > 1);
        return [.. firsts.OrderBy(ruler.Place).Select(first => new StageStart(first.Stage, ruler.Before(first)))];
    }
}

/// <summary>A quantity along the training of one model.</summary>
/// <param name="Role">The model's role.</param>
/// <param name="Name">What the line is called.</param>
/// <param name="Mean">The mean over seeds, as far as all of them were trained.</param>
/// <param name="Seeds">Each seed.</param>
internal sealed record CurveLine(Role Role, string Name, IReadOnlyList<CurvePoint> Mean, IReadOnlyList<IReadOnlyList<CurvePoint>> Seeds);

/// <summary>A value at the end of an epoch.</summary>
/// <param name="Place">Epochs or steps done.</param>
/// <param name="Value">The value.</param>
internal readonly record struct CurvePoint(long Place, double Value);

/// <summary>Where a stage begins.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Place">The middle between the last place before it and its first.</param>
internal readonly record struct StageStart(string Name, double Place);
