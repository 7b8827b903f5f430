using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>η = rate · factor^⌊epoch / every⌋, with epochs counted from 0.</summary>
[Kind("step", "rate times a factor after every so many epochs")]
public sealed record Step : Schedule
{
    /// <summary>Epochs between two drops.</summary>
    [Between(1, 1e6)]
    public required int EveryEpochs { get; init; }

    /// <summary>What the rate is multiplied with.</summary>
    [Between(0, 1)]
    public double Factor { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate) => rate * Math.Pow(Factor, clock.Epoch / EveryEpochs);
}
