using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// Adam's step: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; θ ← θ − η·m̂ / (√v̂ + ε) with m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ).
/// Members differ in where weight decay enters and in whether v may shrink.
/// </summary>
/// <remarks>Kingma and Ba 2015, arXiv 1412.6980: the defaults are the paper's.</remarks>
public abstract record BiasCorrectedMoments : FirstOrder
{
    /// <inheritdoc/>
    public sealed override double Rate { get; init; } = 1e-3;

    /// <summary>β₁, decay of the first moment.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, decay of the second moment.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, outside the root.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-8;

    internal override IReadOnlyList<string> Moments => ["moment1", "moment2"];

    internal sealed override void Step(OptimizerGroup group, double rate, long step) =>
        FusedKernels.Adam(group, rate, Beta1, Beta2, Epsilon, step);
}
