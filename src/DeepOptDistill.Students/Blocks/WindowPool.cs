using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// Pooling over windows that slide over maps, whatever is computed of each: H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1, or ⌈…⌉ + 1 where
/// a window may reach beyond the border.
/// </summary>
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

    /// <summary>Whether what the whole windows leave over at the far border gets a window of its own.</summary>
    private protected virtual bool Rest => false;

    internal sealed override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        if (2 * Padding > Kernel)
            throw new ShapeException($"padding {Padding} for a window of {Kernel}", "at most half the window", "");
        NeedRoom(input, Kernel, Padding);
    }

    private protected string Window(string op, Site place, string input, LayerWriter writer, params (string, object)[] more)
    {
        // Far padding as far as the last window reaches: exact in every runtime, where 'ceil_mode' is not.
        long[] pads = [Padding, Padding, Reach(place.Input.Height), Reach(place.Input.Width)];
        return writer.Node(
            op,
            [input],
            [("kernel_shape", new long[] { Kernel, Kernel }), ("strides", new long[] { Step, Step }), ("pads", pads), .. more]
        );
    }

    private int Windows(int size)
    {
        var whole = ((size + (2 * Padding) - Kernel) / Step) + 1;
        // A window begins before the border, or it would hold nothing.
        var more = Rest && (size + (2 * Padding) - Kernel) % Step > 0 && whole * Step < size + Padding;
        return more ? whole + 1 : whole;
    }

    private long Reach(int size) => Math.Max(Padding, ((Windows(size) - 1) * Step) + Kernel - size - Padding);
}
