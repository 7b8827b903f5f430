using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// Adam with Nesterov's momentum: μₜ = β₁(1 − 0.96^(tψ) / 2); θ ← θ − η·((1−μₜ) / (1−Πμ)·g + μₜ₊₁ / (1−μₜ₊₁Πμ)·m) / (√v̂ + ε), Πμ = μ₁⋯μₜ.
/// </summary>
/// <remarks>Dozat 2016. The defaults are PyTorch's.</remarks>
[Kind("nadam", "Adam with Nesterov's momentum")]
public sealed record NAdam : SinglePass
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 2e-3;

    /// <summary>β₁, decay of the first moment.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, decay of the second moment.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ψ, how fast the momentum warms up.</summary>
    [Between(0, double.PositiveInfinity)]
    public double MomentumDecay { get; init; } = 4e-3;

    /// <summary>ε, outside the root.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-8;

    internal override IReadOnlyList<string> Moments => ["moment1", "moment2"];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step)
    {
        var (product, next) = (Product(step), Momentum(step + 1));
        Pass<T, Update<T>>(
            group,
            rate,
            new Update<T>(
                All<T>(Beta1),
                All<T>(1 - Beta1),
                All<T>(Beta2),
                All<T>(1 - Beta2),
                All<T>(1 / (1 - Math.Pow(Beta2, step))),
                All<T>(Epsilon),
                All<T>(rate * (1 - Momentum(step)) / (1 - product)),
                All<T>(rate * next / (1 - (product * next)))
            )
        );
    }

    private double Momentum(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));

    // A pure function of the step, so nothing is saved; behind 10⁻²⁰ it no longer changes 1 − Πμ.
    private double Product(long step)
    {
        var product = 1.0;
        for (var t = 1L; t <= step && product > 1e-20; t++)
            product *= Momentum(t);
        return product;
    }

    private readonly struct Update<T>(
        Vector<T> beta1,
        Vector<T> rest1,
        Vector<T> beta2,
        Vector<T> rest2,
        Vector<T> correction,
        Vector<T> epsilon,
        Vector<T> gradientRate,
        Vector<T> momentRate
    ) : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (beta1 * moment1) + (rest1 * gradient);
            moment2 = (beta2 * moment2) + (rest2 * gradient * gradient);
            parameter -= ((gradientRate * gradient) + (momentRate * moment1)) / (Vector.SquareRoot(moment2 * correction) + epsilon);
        }
    }
}
