using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>rate · factor^(number of listed epochs that are over).</summary>
[Kind("multi-step", "rate times a factor after each of these epochs")]
public sealed record MultiStep : Schedule
{
    /// <summary>Epochs of the stage after which the rate is multiplied.</summary>
    [MinLength(1)]
    public required IReadOnlyList<int> AfterEpochs { get; init; }

    /// <summary>What the rate is multiplied with.</summary>
    [Between(0, 1)]
    public double Factor { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double At(ScheduleClock clock, double rate) =>
        rate * Math.Pow(Factor, AfterEpochs.Count(epoch => clock.Epoch >= epoch));
}
