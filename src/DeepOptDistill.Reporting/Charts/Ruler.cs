using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting.Charts;

/// <summary>What trainings are laid beside each other by: epochs, or steps where one has more epochs than another.</summary>
/// <param name="IsSteps">Whether places are steps.</param>
internal sealed record Ruler(bool IsSteps)
{
    /// <summary>What stands below a chart.</summary>
    public string Name => IsSteps ? "step" : "epoch";

    /// <summary>The heading of a table's first column.</summary>
    public string Heading => IsSteps ? "Step" : "Epoch";

    /// <summary>The ruler of a run. Records of older versions hold no steps.</summary>
    public static Ruler Of(RunRecord record)
    {
        var lengths = record.Epochs.GroupBy(e => e.Role).Select(g => g.Max(e => e.Epoch)).Distinct().Count();
        return new Ruler(lengths > 1 && record.Epochs.All(e => e.Steps is not null));
    }

    /// <summary>Where an epoch ends.</summary>
    public long Place(EpochRecord epoch) => IsSteps ? epoch.Steps!.Value : epoch.Epoch;

    /// <summary>Where an epoch begins; half an epoch later where places are epochs, so that a line stands between two of them.</summary>
    public double Before(EpochRecord epoch) =>
        IsSteps ? epoch.Steps!.Value - ((double)epoch.Steps!.Value / epoch.Epoch) : epoch.Epoch - 0.5;
}
