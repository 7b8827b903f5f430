using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>What windows that slide over maps share, whatever they compute.</summary>
internal static class Pooling
{
    public static Shape Infer(Shape input, int kernel, int stride, int padding, Func<int, int, int, int, int> slide) => 2 * padding <= kernel
        ? Shape.Map(input.Channels, slide(input.Height, kernel, stride, padding), slide(input.Width, kernel, stride, padding))
        : throw new ShapeException($"padding {padding} for a window of {kernel}", "at most half the window", "");

    public static string Export(string op, Placed place, string input, ExportContext context, int kernel, int stride, int padding, params (string, object)[] more) =>
        context.Graph.Node(op, context.Name(place), [input],
            [("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", new long[] { padding, padding, padding, padding }), .. more]);
}
