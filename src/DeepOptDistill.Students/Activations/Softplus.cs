using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

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

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.Softplus(Beta);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var (name, graph) = (context.Name(place), context.Graph);
        if (Beta == 1) return Node("Softplus", place, input, context);
        var bent = graph.Node("Softplus", $"{name}.bent", [graph.Node("Mul", $"{name}.scaled", [input, graph.Constant($"{name}.beta", [(float)Beta], 1)])]);
        return graph.Node("Div", name, [bent, graph.Constant($"{name}.scale", [(float)Beta], 1)]);
    }
}
