using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Largest value of each window.</summary>
[Kind("max-pool", "maximum over windows: kernel, stride, padding")]
public sealed record MaxPool : Block
{
    /// <summary>Height and width of the window.</summary>
    [Between(1, 255)]
    public int Kernel { get; init; } = 2;

    /// <summary>Step of the window; the kernel's size where left out.</summary>
    [Between(1, 255)]
    public int? Stride { get; init; }

    /// <summary>Border added on each side; at most half the kernel.</summary>
    [Between(0, 127)]
    public int Padding { get; init; }

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Pooling.Infer(NeedMap(input), Kernel, Stride ?? Kernel, Padding, Slide);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => MaxPool2d(Kernel, stride: Stride ?? Kernel, padding: Padding);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) =>
        Pooling.Export("MaxPool", place, input, context, Kernel, Stride ?? Kernel, Padding);
}
