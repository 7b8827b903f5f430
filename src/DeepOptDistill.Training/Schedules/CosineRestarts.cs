using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// Half cosines from rate to end·rate, the first over <c>cycle_epochs</c>, each later one <c>multiply</c> times as long as the one before.
/// </summary>
/// <remarks>
/// Loshchilov and Hutter 2017, arXiv 1608.03983. The ends of the cycles are the members of a snapshot ensemble (Huang et al. 2017).
/// </remarks>
[Kind("cosine-restarts", "half cosines one after the other, each from the full rate")]
public sealed record CosineRestarts : Schedule
{
    /// <summary>Epochs of the first cycle.</summary>
    [Between(1, 1e6)]
    public required int CycleEpochs { get; init; }

    /// <summary>Length of a cycle over that of the one before.</summary>
    [Between(1, 100)]
    public int Multiply { get; init; } = 1;

    /// <summary>Rate at a cycle's end as a share of that at its start.</summary>
    [Between(0, 1)]
    public double End { get; init; }

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var (done, length) = Cycle(clock);
        return rate * (End + ((1 - End) * 0.5 * (1 + Math.Cos(Math.PI * done / length))));
    }

    /// <inheritdoc/>
    public override bool HasCycles => true;

    /// <inheritdoc/>
    public override bool EndsCycle(ScheduleClock clock)
    {
        var (done, length) = Cycle(clock);
        return done + 1 == length;
    }

    private (long Done, long Length) Cycle(ScheduleClock clock)
    {
        double epochs = CycleEpochs,
            length = CycleEpochs;
        var (begin, end) = (0L, clock.EndOf(epochs));
        while (clock.Step >= end)
        {
            length *= Multiply;
            epochs += length;
            (begin, end) = (end, Math.Max(end + 1, clock.EndOf(epochs)));
        }
        return (clock.Step - begin, end - begin);
    }
}
