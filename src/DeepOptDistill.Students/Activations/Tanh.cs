using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = tanh x.</summary>
[Kind("tanh", "tanh x")]
public sealed record Tanh : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => Math.Tanh(x);

    internal override string Write(Site place, string input, LayerWriter writer) => writer.Node("Tanh", [input]);
}
