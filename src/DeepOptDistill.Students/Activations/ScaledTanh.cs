using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = 1.7159·tanh(2x / 3): ±1 at ±1, and variance near 1 for inputs of variance 1.</summary>
/// <remarks>LeCun et al. 1998, Efficient BackProp, section 4.4.</remarks>
[Kind("scaled-tanh", "1.7159·tanh(2x / 3)")]
public sealed record ScaledTanh : Activation
{
    private const double Height = 1.7159,
        Slope = 2.0 / 3;

    /// <inheritdoc/>
    public override double Formula(double x) => Height * Math.Tanh(Slope * x);

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var tanh = writer.Inner("tanh", "Tanh", [writer.Inner("scaled", "Mul", [input, writer.Constant("slope", [(float)Slope], 1)])]);
        return writer.Node("Mul", [tanh, writer.Constant("height", [(float)Height], 1)]);
    }
}
