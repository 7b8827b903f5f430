using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = x / (1 + e^−x), also called swish.</summary>
/// <remarks>Elfwing et al. 2017; Ramachandran et al. 2017.</remarks>
[Kind("silu", "x / (1 + e^−x)")]
public sealed record Silu : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => x / (1 + Math.Exp(-x));

    internal override string Write(Site place, string input, LayerWriter writer) =>
        writer.Node("Mul", [input, writer.Inner("gate", "Sigmoid", [input])]);
}
