using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = tanh x.</summary>
[Kind("tanh", "tanh x")]
public sealed record Tanh : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => Math.Tanh(x);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => nn.Tanh();

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) => Node("Tanh", place, input, context);
}
