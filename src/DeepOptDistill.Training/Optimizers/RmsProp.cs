using System.Numerics;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// s ← ρs + (1−ρ)g²; θ ← θ − η·g / (√s + ε). Centred, s gives way to s − a² with a ← ρa + (1−ρ)g; with momentum, b ← μb + g / (√s + ε); θ ←
/// θ − η·b.
/// </summary>
/// <remarks>Tieleman and Hinton 2012; centred as in Graves 2013, arXiv 1308.0850. The defaults are PyTorch's.</remarks>
[Kind("rmsprop", "gradient over its root mean square; centred, momentum")]
public sealed record RmsProp : SinglePass
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 0.01;

    /// <summary>ρ, decay of the means.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Rho { get; init; } = 0.99;

    /// <summary>μ; 0 for none.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Momentum { get; init; }

    /// <summary>Whether the mean gradient is taken off: variance in the place of the mean square.</summary>
    public bool Centred { get; init; }

    /// <summary>ε, outside the root.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-8;

    internal override IReadOnlyList<string> Moments =>
        ["squares", .. Momentum > 0 || Centred ? (string[])["momentum"] : [], .. Centred ? (string[])["mean"] : []];

    private protected override void Step<T>(OptimizerGroup group, double rate, long step)
    {
        var (rho, rest, epsilon, eta) = (All<T>(Rho), All<T>(1 - Rho), All<T>(Epsilon), All<T>(rate));
        if (Centred)
            Pass<T, CentredUpdate<T>>(group, rate, new CentredUpdate<T>(rho, rest, epsilon, All<T>(Momentum), eta));
        else
            Pass<T, Update<T>>(group, rate, new Update<T>(rho, rest, epsilon, All<T>(Momentum), eta));
    }

    private readonly struct Update<T>(Vector<T> rho, Vector<T> rest, Vector<T> epsilon, Vector<T> momentum, Vector<T> rate) : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (rho * moment1) + (rest * gradient * gradient);
            moment2 = (momentum * moment2) + (gradient / (Vector.SquareRoot(moment1) + epsilon));
            parameter -= rate * moment2;
        }
    }

    private readonly struct CentredUpdate<T>(Vector<T> rho, Vector<T> rest, Vector<T> epsilon, Vector<T> momentum, Vector<T> rate)
        : IUpdate<T>
    {
        public void Apply(ref Vector<T> parameter, Vector<T> gradient, ref Vector<T> moment1, ref Vector<T> moment2, ref Vector<T> moment3)
        {
            moment1 = (rho * moment1) + (rest * gradient * gradient);
            moment3 = (rho * moment3) + (rest * gradient);
            // A variance that rounding makes negative is 0.
            var variance = Vector.Max(moment1 - (moment3 * moment3), Vector<T>.Zero);
            moment2 = (momentum * moment2) + (gradient / (Vector.SquareRoot(variance) + epsilon));
            parameter -= rate * moment2;
        }
    }
}
