using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// rate · (end + (1 − end)·(1 − t)^power) with t from 0 at the first step to 1 at the last; power 1 is a straight line. It stays at
/// end·rate behind <c>until_epoch</c>.
/// </summary>
/// <remarks>FitNets' weight of the soft targets falls from 4 to 1 with power 1 and end 0.25 (Romero et al. 2015).</remarks>
[Kind("polynomial", "falls (or rises) to end·rate along a power of the time left")]
public sealed record Polynomial : Schedule
{
    /// <summary>Exponent; 1 for a line.</summary>
    [Between(0, 100, LowExcluded = true)]
    public double Power { get; init; } = 1;

    /// <summary>Value at the end as a share of the value at the start; above 1 it rises.</summary>
    [Between(0, 1e6)]
    public double End { get; init; }

    /// <summary>Epoch of the stage at whose end the end is reached; its last where left out.</summary>
    [Between(1, 1e6)]
    public int? UntilEpoch { get; init; }

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var steps = UntilEpoch is { } epoch ? Math.Min(clock.Steps, clock.EndOf(epoch)) : clock.Steps;
        return rate * (End + ((1 - End) * Math.Pow(1 - clock.Share(steps), Power)));
    }
}
