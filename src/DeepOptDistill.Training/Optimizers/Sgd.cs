using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>
/// Stochastic gradient descent: b ← μ·b + (1−δ)·g; θ ← θ − η·b, or with Nesterov θ ← θ − η·(g + μ·b). The first b is g, as in PyTorch.
/// </summary>
/// <remarks>Polyak 1964; Nesterov 1983; Sutskever et al. 2013.</remarks>
[Kind("sgd", "gradient descent with momentum, optionally Nesterov's")]
public sealed record Sgd : FirstOrder
{
    /// <inheritdoc/>
    public override double Rate { get; init; } = 0.05;

    /// <summary>μ; 0 for plain gradient descent.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>δ, the share of the gradient that momentum leaves out.</summary>
    [Between(0, 1)]
    public double Dampening { get; init; }

    /// <summary>Nesterov's look-ahead.</summary>
    public bool Nesterov { get; init; }

    internal override IReadOnlyList<string> Moments => Momentum > 0 ? ["momentum"] : [];

    internal override IEnumerable<(string Key, string Found, string Expected)> Contradictions =>
        Nesterov && Dampening > 0
            ?
            [
                (
                    "dampening",
                    $"dampening {Dampening.ToString(System.Globalization.CultureInfo.InvariantCulture)} with Nesterov's momentum",
                    "0"
                ),
            ]
            : [];

    internal override void Step(OptimizerGroup group, double rate, long step) =>
        FusedKernels.Sgd(group, rate, Momentum, Dampening, Nesterov && Momentum > 0, first: step == 1);
}
