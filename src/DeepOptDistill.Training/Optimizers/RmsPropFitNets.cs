using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>s ← ρs + (1−ρ)g²; θ ← θ − η·g / max(√s, ε), from s = 0 without a correction of bias.</summary>
/// <remarks>RMSprop as pylearn2 has it and FitNets (Romero et al. 2015) were trained with: η 0.005, ρ 0.9, ε 10⁻⁵.</remarks>
[Kind("rmsprop-fitnets", "RMSprop of pylearn2 and FitNets: g / max(√s, ε)")]
public sealed record RmsPropFitNets : SinglePass
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 0.005;

    /// <summary>ρ, decay of the mean square.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Rho { get; init; } = 0.9;

    /// <summary>ε, the least the root counts as.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-5;

    internal override IReadOnlyList<string> Moments => ["squares"];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step) =>
        Pass<T, Update<T>>(group, rate, new Update<T>(All<T>(Rho), All<T>(1 - Rho), All<T>(Epsilon), All<T>(rate)));

    private readonly struct Update<T>(Vector<T> rho, Vector<T> rest, Vector<T> epsilon, Vector<T> rate) : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (rho * moment1) + (rest * gradient * gradient);
            parameter -= rate * gradient / Vector.Max(Vector.SquareRoot(moment1), epsilon);
        }
    }
}
