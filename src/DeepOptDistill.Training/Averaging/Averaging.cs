using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Averaging;

/// <summary>
/// An average of the weights along the way: w̄ ← w̄ + share·(w − w̄). It becomes the network at the end of its stage, and batch norm's statistics
/// are estimated anew for it. Contract: share in [0, 1] · pure function of the step · the first share that counts is 1.
/// </summary>
[Family("averagings")]
public abstract record Averaging
{
    /// <summary>Share of the newest weights after a step; 0 where that step is not averaged.</summary>
    /// <param name="clock">The step just done, counted from 0.</param>
    public abstract double Share(ScheduleClock clock);

    /// <summary>Begins an average of these parameters.</summary>
    public AverageState Start(IReadOnlyList<(string Name, TorchSharp.torch.Tensor Value)> parameters) => new(this, parameters);
}
