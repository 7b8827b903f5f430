using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>a ← ρa + (1−ρ)g²; Δ = √(d + ε) / √(a + ε) · g; d ← ρd + (1−ρ)Δ²; θ ← θ − η·Δ.</summary>
/// <remarks>Zeiler 2012, arXiv 1212.5701: ρ and ε are the paper's, whose η is 1; PyTorch's ρ is 0.9.</remarks>
[Kind("adadelta", "steps as long as recent steps over recent gradients")]
public sealed record AdaDelta : SinglePass
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 1;

    /// <summary>ρ, decay of both means.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Rho { get; init; } = 0.95;

    /// <summary>ε, inside both roots.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-6;

    internal override IReadOnlyList<string> Moments => ["squares", "steps"];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step) =>
        Pass<T, Update<T>>(group, rate, new Update<T>(All<T>(Rho), All<T>(1 - Rho), All<T>(Epsilon), All<T>(rate)));

    private readonly struct Update<T>(Vector<T> rho, Vector<T> rest, Vector<T> epsilon, Vector<T> rate) : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (rho * moment1) + (rest * gradient * gradient);
            var move = Vector.SquareRoot(moment2 + epsilon) / Vector.SquareRoot(moment1 + epsilon) * gradient;
            moment2 = (rho * moment2) + (rest * move * move);
            parameter -= rate * move;
        }
    }
}
