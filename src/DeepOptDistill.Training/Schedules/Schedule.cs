using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Schedules;

/// <summary>
/// A learning rate, a loss weight or a temperature over time. Contract: pure function of the step · finite ≥ 0 · declared end value
/// reached.
/// </summary>
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
/// <param name="StepsPerEpoch"> Steps of one epoch as the schedule counts them: those of the recipe's stage. A stage that is stretched or
/// shortened as a whole has longer or shorter ones, so that everything that is counted in epochs happens after the same share of its steps.
/// </param>
public readonly record struct ScheduleClock(long Step, long Steps, double StepsPerEpoch)
{
    // Boundaries of stretched epochs are seldom whole steps; what is a rounding error below one is at it.
    private const double Rounding = 1e-9;
    private readonly IReadOnlyList<double>? losses;

    /// <summary>Epochs that are over.</summary>
    public long Epoch => (long)Math.Floor((Step / StepsPerEpoch) + Rounding);

    /// <summary>Passes over the training samples in one epoch as the schedule counts them; 1 where nothing is stretched.</summary>
    public double Passes { get; init; } = 1;

    /// <summary>So many epochs of the schedule as a number of passes, at least 1; 0 for 0.</summary>
    public int PassesOf(int epochs) => epochs == 0 ? 0 : Math.Max(1, (int)Math.Round(epochs * Passes));

    /// <summary>The step at which so many epochs are over.</summary>
    public long EndOf(double epochs) => (long)Math.Round(epochs * StepsPerEpoch);

    /// <summary>Losses of the stage's finished epochs: on the validation split where there is one, else of training.</summary>
    public IReadOnlyList<double> Losses
    {
        get => losses ?? [];
        init => losses = value;
    }

    /// <summary>How far this step is on the way from the first to the last of so many, from 0 to 1.</summary>
    public double Share(long steps) => steps <= 1 ? 1 : Math.Min(1.0, Step / (steps - 1.0));
}
