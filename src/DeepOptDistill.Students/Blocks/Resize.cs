using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// Maps enlarged or reduced to height × width by bilinear interpolation. Pixels are areas: position i of n reads (i + ½)·N/n − ½ of the N,
/// clamped to the border (PyTorch's <c>align_corners=False</c>, ONNX's <c>half_pixel</c>); nothing is smoothed before a reduction.
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

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems) => NeedMap(input);

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        // The operator takes the whole shape, of which the batch is free. Given as a ratio, the size could be rounded down.
        var kept = writer.Inner("kept", "Shape", [input], ("start", 0L), ("end", 2L));
        var sizes = writer.Inner("sizes", "Concat", [kept, writer.Constant("size", [Height, Width])], ("axis", 0L));
        return writer.Node("Resize", [input, "", "", sizes], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
    }
}
