using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>A quantity by epoch, for each model that was trained.</summary>
/// <param name="Title">What it is.</param>
/// <param name="IsShare">Whether it is a share, shown in percent.</param>
/// <param name="Lines">A line for each model.</param>
/// <param name="Stages">Where each stage after the first begins.</param>
internal sealed record Curve(string Title, bool IsShare, IReadOnlyList<CurveLine> Lines, IReadOnlyList<StageStart> Stages)
{
    /// <summary>Takes the quantity from a run; epochs without it are left out.</summary>
    public static Curve Of(RunRecord record, string title, bool isShare, Func<EpochRecord, double?> value) =>
        new(title, isShare, [.. record.Epochs.GroupBy(e => e.Role).OrderBy(g => g.Key).Select(g => LineOf(g.Key, g, value)).Where(l => l.Mean.Count > 0)], StagesOf(record));

    private static CurveLine LineOf(Role role, IEnumerable<EpochRecord> epochs, Func<EpochRecord, double?> value)
    {
        var points = epochs.Select(e => (e.Seed, e.Epoch, Value: value(e))).Where(p => p.Value is { } v && double.IsFinite(v)).ToList();
        return new CurveLine(
            role,
            Spelling.Word(role.ToString()),
            [.. points.GroupBy(p => p.Epoch).OrderBy(g => g.Key).Select(g => new CurvePoint(g.Key, g.Average(p => p.Value!.Value)))],
            [.. points.GroupBy(p => p.Seed).OrderBy(g => g.Key).Select(g => g.OrderBy(p => p.Epoch).Select(p => new CurvePoint(p.Epoch, p.Value!.Value)).ToList())]);
    }

    private static IReadOnlyList<StageStart> StagesOf(RunRecord record)
    {
        var starts = record.Epochs.GroupBy(e => e.Stage).Select(g => new StageStart(g.Key, g.Min(e => e.Epoch))).OrderBy(s => s.Epoch);
        return [.. starts.Where(s => s.Epoch > 1)];
    }
}

/// <summary>A quantity by epoch for one model.</summary>
/// <param name="Role">The model's role.</param>
/// <param name="Name">What the line is called.</param>
/// <param name="Mean">The mean over seeds.</param>
/// <param name="Seeds">Each seed.</param>
internal sealed record CurveLine(Role Role, string Name, IReadOnlyList<CurvePoint> Mean, IReadOnlyList<IReadOnlyList<CurvePoint>> Seeds);

/// <summary>A value at the end of an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Value">The value.</param>
internal readonly record struct CurvePoint(int Epoch, double Value);

/// <summary>Where a stage begins.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Epoch">Its first epoch.</param>
internal readonly record struct StageStart(string Name, int Epoch);
