using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>θ ← θ − ηλθ, then Adam with the plain gradient: decay does not pass through the moments.</summary>
/// <remarks>Loshchilov and Hutter 2019, arXiv 1711.05101.</remarks>
[Kind("adamw", "Adam with decoupled weight decay")]
public sealed record AdamW : Optimizer
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 1e-3;

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

    internal override void Step(OptimizerGroup group, double rate, long step) => FusedKernels.Adam("adamw", group, rate, Beta1, Beta2, Epsilon, step);
}
