using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Largest value of each window; the border never wins.</summary>
[Kind("max-pool", "maximum over windows: kernel, stride, padding")]
public sealed record MaxPool : WindowPool
{
    /// <summary>Whether rows and columns that the whole windows leave over at the far border get a window of their own: ⌈…⌉ for ⌊…⌋ in the size, as in pylearn2.</summary>
    public bool CeilMode { get; init; }

    private protected override bool Rest => CeilMode;

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => MaxPool2d(Kernel, stride: Step, padding: Padding, ceil_mode: CeilMode);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) => Node("MaxPool", place, input, context);
}
