using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = max(0, x).</summary>
[Kind("relu", "max(0, x)")]
public sealed record ReLU : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => Math.Max(0, x);

    internal override string Write(Site place, string input, LayerWriter writer) => writer.Node("Relu", [input]);
}
