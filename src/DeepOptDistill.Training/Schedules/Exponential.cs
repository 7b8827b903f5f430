using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>rate · factor^epoch, with epochs counted from 0 and the factor applied at their ends.</summary>
[Kind("exponential", "rate times a factor every epoch")]
public sealed record Exponential : Schedule
{
    /// <summary>What the rate is multiplied with at each epoch's end.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Factor { get; init; } = 0.95;

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate) => rate * Math.Pow(Factor, clock.Epoch);
}
