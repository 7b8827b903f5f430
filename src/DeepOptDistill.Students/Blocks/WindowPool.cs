using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Pooling over windows that slide over maps, whatever is computed of each: H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1.</summary>
public abstract record WindowPool : Block
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

    /// <summary>The stride in force.</summary>
    private protected int Step => Stride ?? Kernel;

    internal sealed override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        if (2 * Padding > Kernel) throw new ShapeException($"padding {Padding} for a window of {Kernel}", "at most half the window", "");
        return Shape.Map(input.Channels, Slide(input.Height, Kernel, Step, Padding), Slide(input.Width, Kernel, Step, Padding));
    }

    private protected string Node(string op, Placed place, string input, ExportContext context, params (string, object)[] more) =>
        context.Graph.Node(op, context.Name(place), [input],
            [("kernel_shape", new long[] { Kernel, Kernel }), ("strides", new long[] { Step, Step }), ("pads", new long[] { Padding, Padding, Padding, Padding }), .. more]);
}
