using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>f(x) = max(0, x).</summary>
[Kind("relu", "max(0, x)")]
public sealed record ReLU : Activation
{
    /// <inheritdoc/>
    public override double Formula(double x) => Math.Max(0, x);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => BatchNorm.Computes(place) ? Identity() : nn.ReLU(inplace: MayOverwrite(place));

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) => Node("Relu", place, input, context);
}
