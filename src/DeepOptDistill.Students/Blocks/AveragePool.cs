using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Mean of each window; the border counts as zeros.</summary>
[Kind("average-pool", "mean over windows: kernel, stride, padding")]
public sealed record AveragePool : WindowPool
{
    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => AvgPool2d(Kernel, stride: Step, padding: Padding);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) =>
        Node("AveragePool", place, input, context, ("count_include_pad", 1L));
}
