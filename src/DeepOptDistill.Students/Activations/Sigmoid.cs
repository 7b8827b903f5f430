using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = 1 / (1 + e^−x).</summary>
[Kind("sigmoid", "1 / (1 + e^−x)")]
public sealed record Sigmoid : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => 1 / (1 + Math.Exp(-x));

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.Sigmoid();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) => Node("Sigmoid", place, input, context);
}
