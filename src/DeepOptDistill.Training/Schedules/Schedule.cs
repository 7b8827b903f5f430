using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>The learning rate over time. Contract: pure function of the step · finite ≥ 0 · declared end value reached.</summary>
[Family("schedules")]
public abstract record Schedule
{
    /// <summary>η at one step.</summary>
    /// <param name="clock">Which step of how many.</param>
    /// <param name="rate">The optimizer's rate, which the schedule scales.</param>
    public abstract double At(ScheduleClock clock, double rate);
}

/// <summary>A moment of a stage.</summary>
/// <param name="Step">Steps done before this one, from 0.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="StepsPerEpoch">Steps of one epoch.</param>
public readonly record struct ScheduleClock(long Step, long Steps, long StepsPerEpoch);
