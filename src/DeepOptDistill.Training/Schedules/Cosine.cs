using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>rate · (end + (1 − end)·(1 + cos πt) / 2) with t from 0 at the first step to 1 at the last.</summary>
/// <remarks>Loshchilov and Hutter 2017, arXiv 1608.03983.</remarks>
[Kind("cosine", "half a cosine down to end·rate")]
public sealed record Cosine : Schedule
{
    /// <summary>Rate of the last step as a share of the first.</summary>
    [Between(0, 1)]
    public double End { get; init; }

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate) =>
        rate * (End + ((1 - End) * 0.5 * (1 + Math.Cos(Math.PI * clock.Share(clock.Steps)))));
}
