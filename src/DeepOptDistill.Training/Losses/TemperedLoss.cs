using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Losses;

/// <summary>A term that compares the student with the teachers' softened probabilities, mixed or of one of them.</summary>
public abstract record TemperedLoss : Loss
{
    /// <summary>T: higher shows more of the small probabilities.</summary>
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 4;

    /// <summary>The temperature over time, as a multiple of <see cref="Temperature"/>.</summary>
    public Schedule? TemperatureSchedule { get; init; }

    /// <summary>
    /// Name of the only teacher that is listened to, so that each can have a term and a weight of its own; the whole ensemble, mixed, where
    /// left out.
    /// </summary>
    public string? Teacher { get; init; }

    /// <inheritdoc/>
    public sealed override string Term => Teacher is null ? Kind : $"{Kind} {Teacher}";

    /// <inheritdoc/>
    public sealed override double? TargetTemperature => Temperature;

    /// <inheritdoc/>
    public sealed override string? TargetTeacher => Teacher;

    /// <inheritdoc/>
    public sealed override Schedule? Cooling => TemperatureSchedule;

    /// <inheritdoc/>
    public sealed override double TemperatureAt(ScheduleClock clock) => TemperatureSchedule?.At(clock, Temperature) ?? Temperature;
}
