using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>m ← β₁m + (1−β₁)g; u ← max(β₂u, |g| + ε); θ ← θ − η / (1−β₁ᵗ) · m / u, and no step where u is 0.</summary>
/// <remarks>Kingma and Ba 2015, arXiv 1412.6980, algorithm 2, which has no ε; PyTorch's is 10⁻⁸. The defaults are the paper's.</remarks>
[Kind("adamax", "first moment over a decaying maximum of |g|")]
public sealed record AdaMax : SinglePass
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 2e-3;

    /// <summary>β₁, decay of the first moment.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, decay of the maximum.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε; 0 as published.</summary>
    [Between(0, 1)]
    public double Epsilon { get; init; }

    internal override IReadOnlyList<string> Moments => ["moment1", "maximum"];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step) =>
        Pass<T, Update<T>>(
            group,
            rate,
            new Update<T>(All<T>(Beta1), All<T>(1 - Beta1), All<T>(Beta2), All<T>(Epsilon), All<T>(rate / (1 - Math.Pow(Beta1, step))))
        );

    private readonly struct Update<T>(Vector<T> beta1, Vector<T> rest1, Vector<T> beta2, Vector<T> epsilon, Vector<T> rate) : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (beta1 * moment1) + (rest1 * gradient);
            moment2 = Vector.Max(beta2 * moment2, Vector.Abs(gradient) + epsilon);
            parameter -= Vector.ConditionalSelect(Vector.Equals(moment2, Vector<T>.Zero), Vector<T>.Zero, rate * moment1 / moment2);
        }
    }
}
