using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; x ← max(x, v); θ ← θ − η·m / (√x + ε), without any correction of bias.</summary>
/// <remarks>
/// Reddi, Kale and Kumar 2018, algorithm 2; β₂ = 0.99 or 0.999 there. <see cref="AmsGradPyTorch"/> corrects both moments.
/// </remarks>
[Kind("amsgrad", "moments whose second never shrinks, as published")]
public sealed record AmsGrad : SinglePass
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

    internal override IReadOnlyList<string> Moments => ["moment1", "moment2", "maximum"];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step) =>
        Pass<T, Update<T>>(
            group,
            rate,
            new Update<T>(All<T>(Beta1), All<T>(1 - Beta1), All<T>(Beta2), All<T>(1 - Beta2), All<T>(Epsilon), All<T>(rate))
        );

    private readonly struct Update<T>(Vector<T> beta1, Vector<T> rest1, Vector<T> beta2, Vector<T> rest2, Vector<T> epsilon, Vector<T> rate)
        : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (beta1 * moment1) + (rest1 * gradient);
            moment2 = (beta2 * moment2) + (rest2 * gradient * gradient);
            moment3 = Vector.Max(moment3, moment2);
            parameter -= rate * moment1 / (Vector.SquareRoot(moment3) + epsilon);
        }
    }
}
