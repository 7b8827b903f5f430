using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = x for x &gt; 0, α(eˣ − 1) otherwise.</summary>
/// <remarks>Clevert, Unterthiner and Hochreiter 2016, arXiv 1511.07289: α = 1.</remarks>
[Kind("elu", "x for x > 0, alpha·(eˣ − 1) otherwise")]
public sealed record Elu : Activation
{
    /// <summary>α: −α is the value far on the negative side.</summary>
    [Between(0, 100, LowExcluded = true)]
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public override double Formula(double x) => x > 0 ? x : Alpha * (Math.Exp(x) - 1);

    internal override string Write(Site place, string input, LayerWriter writer) => writer.Node("Elu", [input], ("alpha", (float)Alpha));
}
