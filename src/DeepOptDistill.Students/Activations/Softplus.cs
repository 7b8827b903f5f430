using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = ln(1 + e^(βx)) / β: a smooth ReLU.</summary>
/// <remarks>Dugas et al. 2001.</remarks>
[Kind("softplus", "ln(1 + e^(beta·x)) / beta")]
public sealed record Softplus : Activation
{
    /// <summary>β, how sharp the bend is.</summary>
    [Between(0, 100, LowExcluded = true)]
    public double Beta { get; init; } = 1;

    /// <inheritdoc/>
    public override double Formula(double x) => Math.Max(0, x) + (Math.Log(1 + Math.Exp(-Math.Abs(Beta * x))) / Beta);

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        if (Beta == 1)
            return writer.Node("Softplus", [input]);
        var bent = writer.Inner("bent", "Softplus", [writer.Inner("scaled", "Mul", [input, writer.Constant("beta", [(float)Beta], 1)])]);
        return writer.Node("Div", [bent, writer.Constant("scale", [(float)Beta], 1)]);
    }
}
