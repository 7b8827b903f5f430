using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// Maps enlarged or reduced to height × width by bilinear interpolation. Pixels are areas: position i of n reads (i + ½)·N/n − ½ of the N, clamped to the
/// border (PyTorch's <c>align_corners=False</c>, ONNX's <c>half_pixel</c>); nothing is smoothed before a reduction.
/// </summary>
[Kind("resize", "bilinear interpolation to height × width")]
public sealed record Resize : Block
{
    /// <summary>Height that leaves.</summary>
    [Between(1, 4096)]
    public required int Height { get; init; }

    /// <summary>Width that leaves.</summary>
    [Between(1, 4096)]
    public required int Width { get; init; }

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Shape.Map(NeedMap(input).Channels, Height, Width);

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new Form(Height, Width);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var (name, graph) = (context.Name(place), context.Graph);
        // The operator takes the whole shape, of which the batch is free. Given as a ratio, the size could be rounded down.
        var kept = graph.Node("Shape", $"{name}.kept", [input], ("start", 0L), ("end", 2L));
        var sizes = graph.Node("Concat", $"{name}.sizes", [kept, graph.Constant($"{name}.size", [Height, Width])], ("axis", 0L));
        return graph.Node("Resize", name, [input, "", "", sizes], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
    }

    private sealed class Form(int height, int width) : Module<Tensor, Tensor>("resize")
    {
        public override Tensor forward(Tensor input) => functional.interpolate(input, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
