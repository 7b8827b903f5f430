using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = x for x &gt; 0, a·x otherwise, with a fixed slope a.</summary>
/// <remarks>Maas et al. 2013: a = 0.01.</remarks>
[Kind("leaky-relu", "x for x > 0, slope·x otherwise")]
public sealed record LeakyReLU : Activation
{
    /// <summary>a, the slope of the negative side.</summary>
    [Between(0, 1)]
    public double Slope { get; init; } = 0.01;

    /// <inheritdoc/>
    public override double Formula(double x) => x > 0 ? x : Slope * x;

    internal override string Write(Site place, string input, LayerWriter writer) =>
        writer.Node("LeakyRelu", [input], ("alpha", (float)Slope));
}
