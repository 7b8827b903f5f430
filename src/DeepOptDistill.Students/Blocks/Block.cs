using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// A layer of a network: options, what it takes, and the nodes of ONNX that it is, which are trained and exported alike.
/// Contract: shape by the rules of its operators = real shape · exported = trained · counted multiply-accumulates = real.
/// </summary>
[Family("blocks")]
public abstract record Block
{
    /// <summary>What helps against more weights than can be held.</summary>
    private protected const string Smaller = "Make the layer smaller, or put a narrower one before it.";

    /// <summary>Name by which hints and the exported file know the layer; its kind and number where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>Refuses what the block cannot take.</summary>
    /// <param name="input">Shape of one sample before it.</param>
    /// <param name="where">Place of an inner block in its file.</param>
    /// <param name="problems">Receives what is wrong with inner blocks.</param>
    /// <exception cref="ShapeException">The input, or an option for it.</exception>
    internal virtual void Check(Shape input, Func<object, string> where, List<Problem> problems) { }

    /// <summary>Shape of one sample behind the block: that of what it writes, by the rules of the operators.</summary>
    /// <param name="site">Where it stands; its input has been checked.</param>
    internal virtual Shape Outline(Site site) => LayerGraph.Outline(site);

    /// <summary>Tensors inside the block that hints may read, too: name, name in the graph, shape.</summary>
    /// <param name="site">Where it stands.</param>
    internal virtual IEnumerable<InnerTensor> Inner(Site site) => [];

    /// <summary>Writes the block as nodes, with its numbers, and gives the name of the tensor that leaves.</summary>
    /// <param name="place">The block at its place.</param>
    /// <param name="input">The tensor that enters.</param>
    /// <param name="writer">Takes nodes and numbers.</param>
    internal abstract string Write(Site place, string input, LayerWriter writer);

    /// <summary>Refuses anything but maps.</summary>
    private protected static Shape NeedMap(Shape input) =>
        input.IsMap
            ? input
            : throw new ShapeException(
                $"an input of {input} features",
                "maps of channels × height × width",
                "Move this layer before 'flatten' or 'global-average-pool'."
            );

    /// <summary>Refuses anything but a vector of features.</summary>
    private protected static Shape NeedFeatures(Shape input) =>
        !input.IsMap
            ? input
            : throw new ShapeException(
                $"an input of {input} maps",
                "a vector of features",
                "Put 'flatten' or 'global-average-pool' before it."
            );

    /// <summary>Refuses a window that reaches beyond both borders of the maps.</summary>
    private protected static void NeedRoom(Shape maps, int kernel, int padding)
    {
        var size = Math.Min(maps.Height, maps.Width);
        if (size + (2 * padding) < kernel)
            throw new ShapeException(
                $"a window of {kernel} on maps of {size} with padding {padding}",
                $"a window of at most {size + (2 * padding)}",
                "Use a smaller kernel, more padding, or fewer strides before it."
            );
    }
}
