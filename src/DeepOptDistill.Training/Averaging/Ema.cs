using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Averaging;

/// <summary>
/// Exponential moving average: w̄ ← d·w̄ + (1−d)·w after every step, from the initial weights on. While it warms up d is at most (1+t) /
/// (10+t), t steps before.
/// </summary>
/// <remarks>Polyak and Juditsky 1992; the warm-up is TensorFlow's.</remarks>
[Kind("ema", "exponential moving average of the weights")]
public sealed record Ema : Average
{
    /// <summary>d: the share of the average that a step keeps.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Decay { get; init; } = 0.999;

    /// <summary>Whether d grows to its value.</summary>
    public bool Warmup { get; init; } = true;

    /// <inheritdoc/>
    public override double Share(AverageClock clock) => 1 - (Warmup ? Math.Min(Decay, (double)clock.Step / (clock.Step + 9)) : Decay);
}
