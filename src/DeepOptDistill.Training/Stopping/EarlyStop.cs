using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Training.Stopping;

/// <summary>
/// Ends a stage when the validation split has shown no progress for so many epochs, and goes back to the best epoch's weights. Schedules go
/// on to span the stage's full number of epochs.
/// </summary>
/// <remarks>Prechelt 1998, Early Stopping, but when?</remarks>
public sealed record EarlyStop
{
    /// <summary>Epochs without progress that are borne.</summary>
    [Between(1, 1e6)]
    public required int Patience { get; init; }

    /// <summary>What is watched.</summary>
    public Watched Watch { get; init; }

    /// <summary>Least change that is progress.</summary>
    [Between(0, 1e6)]
    public double Least { get; init; }

    /// <summary>Whether the stage ends with the best epoch's weights, else with its last.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>The best of the epochs so far, by its place.</summary>
    public int Best(IReadOnlyList<EpochRecord> epochs)
    {
        var best = 0;
        for (var i = 1; i < epochs.Count; i++)
            if (IsProgress(Figure(epochs[i]), Figure(epochs[best])))
                best = i;
        return best;
    }

    /// <summary>Whether the stage is over.</summary>
    public bool IsOver(IReadOnlyList<EpochRecord> epochs) => epochs.Count - 1 - Best(epochs) >= Patience;

    // Any number is better than none: a comparison with NaN would be false for ever.
    private bool IsProgress(double now, double best) => now < best - Least || (double.IsNaN(best) && !double.IsNaN(now));

    // What is not finite is as bad as NaN, as which it is read from a checkpoint.
    private double Figure(EpochRecord epoch) => Watched(epoch) is var figure && double.IsFinite(figure) ? figure : double.NaN;

    private double Watched(EpochRecord epoch) =>
        Watch == Stopping.Watched.Loss ? (epoch.ValidationLoss ?? epoch.ValidationHint)!.Value : -epoch.ValidationQuality!.Value;
}

/// <summary>A figure of the validation split.</summary>
public enum Watched
{
    /// <summary>Cross-entropy, which sees progress before the accuracy does; in a stage of hints alone their objective.</summary>
    Loss,

    /// <summary>Accuracy.</summary>
    Accuracy,
}
