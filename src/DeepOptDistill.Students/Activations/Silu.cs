using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = x / (1 + e^−x), also called swish.</summary>
/// <remarks>Elfwing et al. 2017; Ramachandran et al. 2017.</remarks>
[Kind("silu", "x / (1 + e^−x)")]
public sealed record Silu : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => x / (1 + Math.Exp(-x));

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.SiLU();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var name = context.Name(place);
        return context.Graph.Node("Mul", name, [input, context.Graph.Node("Sigmoid", $"{name}.gate", [input])]);
    }
}
