using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = 1 / (1 + e^−x).</summary>
[Kind("sigmoid", "1 / (1 + e^−x)")]
public sealed record Sigmoid : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => 1 / (1 + Math.Exp(-x));

    internal override string Write(Site place, string input, LayerWriter writer) => writer.Node("Sigmoid", [input]);
}
