using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Averaging;

/// <summary>
/// Exponential moving average: w̄ ← d·w̄ + (1 − d)·w after every step. With warm-up d is min(decay, (1 + t) / (10 + t)), so that the first weights,
/// which know nothing, are soon forgotten.
/// </summary>
/// <remarks>Polyak and Juditsky 1992; the warm-up is TensorFlow's.</remarks>
[Kind("ema", "exponential moving average of the weights")]
public sealed record Ema : Averaging
{
    /// <summary>d, what is kept of the average at each step.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Decay { get; init; } = 0.999;

    /// <summary>Whether d starts low and rises.</summary>
    public bool WarmUp { get; init; } = true;

    /// <inheritdoc/>
    public override double Share(ScheduleClock clock) => clock.Step == 0 ? 1
        : 1 - (WarmUp ? Math.Min(Decay, (1.0 + clock.Step) / (10.0 + clock.Step)) : Decay);
}
