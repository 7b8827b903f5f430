using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// Rises linearly from <c>from</c> to 1 times the rate over the first epochs, then follows another schedule as if it had begun there.
/// </summary>
/// <remarks>Goyal et al. 2017, arXiv 1706.02677.</remarks>
[Kind("warm-up", "a linear rise, then another schedule")]
public sealed record WarmUp : Schedule
{
    /// <summary>Epochs that rise; parts of one are allowed.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Epochs { get; init; } = 1;

    /// <summary>Share of the rate at the first step.</summary>
    [Between(0, 1)]
    public double From { get; init; } = 0.01;

    /// <summary>What follows.</summary>
    public Schedule Then { get; init; } = new Constant();

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate)
    {
        var rising = Rising(clock);
        return clock.Step < rising ? rate * (From + ((1 - From) * clock.Step / rising)) : Then.At(Behind(clock, rising), rate);
    }

    /// <inheritdoc/>
    public override bool HasCycles => Then.HasCycles;

    /// <inheritdoc/>
    public override bool EndsCycle(ScheduleClock clock) => clock.Step >= Rising(clock) && Then.EndsCycle(Behind(clock, Rising(clock)));

    /// <inheritdoc/>
    public override bool RemembersEpochs => Then.RemembersEpochs;

    private long Rising(ScheduleClock clock) => Math.Min(clock.Steps, (long)Math.Ceiling(Epochs * clock.StepsPerEpoch));

    private static ScheduleClock Behind(ScheduleClock clock, long rising) =>
        clock with
        {
            Step = clock.Step - rising,
            Steps = Math.Max(1, clock.Steps - rising),
        };
}
