using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Schedules;

/// <summary>η is the optimizer's rate at every step.</summary>
[Kind("constant", "the optimizer's rate throughout")]
public sealed record Constant : Schedule
{
    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate) => rate;
}
