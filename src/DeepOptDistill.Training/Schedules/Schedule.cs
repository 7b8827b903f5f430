using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Schedules;

/// <summary>A learning rate, a loss weight or a temperature over time. Contract: pure function of the step · finite ≥ 0 · declared end value reached.</summary>
[Family("schedules")]
public abstract record Schedule
{
    /// <summary>η at one step.</summary>
    /// <param name="clock">Which step of how many.</param>
    /// <param name="rate">The value that the schedule scales: the optimizer's rate, a weight, a temperature.</param>
    public abstract double At(ScheduleClock clock, double rate);

    /// <summary>Whether it looks at the losses of finished epochs, which a batch prepared ahead cannot know yet.</summary>
    public virtual bool RemembersEpochs => false;

    /// <summary>Whether it restarts.</summary>
    public virtual bool HasCycles => false;

    /// <summary>Whether a cycle ends with this step; only schedules that restart have cycles.</summary>
    public virtual bool EndsCycle(ScheduleClock clock) => false;
}

/// <summary>A moment of a stage.</summary>
/// <param name="Step">Steps done before this one, from 0.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="StepsPerEpoch">Steps of one epoch.</param>
public readonly record struct ScheduleClock(long Step, long Steps, long StepsPerEpoch)
{
    private readonly IReadOnlyList<double>? losses;

    /// <summary>Losses of the stage's finished epochs: on the validation split where there is one, else of training.</summary>
    public IReadOnlyList<double> Losses
    {
        get => losses ?? [];
        init => losses = value;
    }

    /// <summary>How far this step is on the way from the first to the last of so many, from 0 to 1.</summary>
    public double Share(long steps) => steps <= 1 ? 1 : Math.Min(1.0, Step / (steps - 1.0));
}
