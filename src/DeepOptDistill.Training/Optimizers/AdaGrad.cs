using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>s ← s + g²; θ ← θ − η / (1 + (t−1)·d) · g / (√s + ε).</summary>
/// <remarks>Duchi, Hazan and Singer 2011. The defaults are PyTorch's.</remarks>
[Kind("adagrad", "gradient over the root of the sum of its squares")]
public sealed record AdaGrad : FirstOrder
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 0.01;

    /// <summary>d, how fast the rate falls beside the schedule.</summary>
    [Between(0, double.PositiveInfinity)]
    public double RateDecay { get; init; }

    /// <summary>s before the first step.</summary>
    [Between(0, double.PositiveInfinity)]
    public double InitialSum { get; init; }

    /// <summary>ε, outside the root.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-10;

    internal override IReadOnlyList<string> Moments => ["sum"];

    internal override double Initial => InitialSum;

    internal override void Step(OptimizerGroup group, double rate, long step) =>
        FusedKernels.Adagrad(group, rate, RateDecay, Epsilon, step);
}
