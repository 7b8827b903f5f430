using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Losses;

/// <summary>Which soft targets a loss term wants.</summary>
/// <param name="Temperature">The temperature that the recipe names.</param>
/// <param name="Teacher">The only teacher that is asked; null for the ensemble.</param>
/// <param name="Cooling">The temperature over time; null where it stays.</param>
public readonly record struct TargetKey(double Temperature, string? Teacher = null, Schedule? Cooling = null)
{
    /// <summary>The ensemble's targets at a temperature that stays.</summary>
    public static implicit operator TargetKey(double temperature) => new(temperature);

    /// <summary>The ensemble's targets at a temperature that stays.</summary>
    /// <param name="temperature">T.</param>
    public static TargetKey FromDouble(double temperature) => new(temperature);
}
