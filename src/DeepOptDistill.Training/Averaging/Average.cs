using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Training.Averaging;

/// <summary>
/// An average w̄ of the weights over a stage; at its end w̄ becomes the weights, and batch-norm statistics are estimated anew. Epochs are
/// measured on the weights that are trained. Contract: constant weights are their own average · the share is in [0, 1] and a pure function
/// of the step · the last step counts, also where a stage stops early · resumed = uninterrupted.
/// </summary>
[Family("averages")]
public abstract record Average
{
    /// <summary>The share s of the newest weights: w̄ ← w̄ + s·(w − w̄).</summary>
    public abstract double Share(AverageClock clock);
}

/// <summary>A moment of a stage.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="StepsPerEpoch">Steps of one epoch.</param>
public readonly record struct AverageClock(long Step, long Steps, long StepsPerEpoch)
{
    /// <summary>Whether the stage stops early, behind this step.</summary>
    public bool EndsHere { get; init; }

    /// <summary>Whether no step follows.</summary>
    public bool IsLast => EndsHere || Step == Steps;
}
