using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>
/// A layer of a network: options, shape rule, and the nodes of ONNX that it is, which are trained and exported alike.
/// Contract: declared shape = real shape · exported = trained · counted multiply-accumulates = real.
/// </summary>
[Family("blocks")]
public abstract record Block
{
    /// <summary>What helps against more weights than can be held.</summary>
    private protected const string Smaller = "Make the layer smaller, or put a narrower one before it.";

    /// <summary>Name by which hints and the exported file know the layer; its kind and number where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>Shape of one sample behind the block.</summary>
    /// <param name="input">Shape of one sample before it.</param>
    /// <param name="where">Place of an inner block in its file.</param>
    /// <param name="problems">Receives what is wrong with inner blocks.</param>
    internal abstract Shape Infer(Shape input, Func<object, string> where, List<Problem> problems);

    /// <summary>Writes the block as nodes, with its numbers, and gives the name of the tensor that leaves.</summary>
    /// <param name="place">The block at its place.</param>
    /// <param name="input">The tensor that enters.</param>
    /// <param name="writer">Takes nodes and numbers.</param>
    internal abstract string Write(Placed place, string input, LayerWriter writer);

    /// <summary>Refuses anything but maps.</summary>
    private protected static Shape NeedMap(Shape input) => input.IsMap
        ? input
        : throw new ShapeException($"an input of {input} features", "maps of channels × height × width", "Move this layer before 'flatten' or 'global-average-pool'.");

    /// <summary>Refuses anything but a vector of features.</summary>
    private protected static Shape NeedFeatures(Shape input) => !input.IsMap
        ? input
        : throw new ShapeException($"an input of {input} maps", "a vector of features", "Put 'flatten' or 'global-average-pool' before it.");

    /// <summary>Size behind a window that slides: ⌊(size + 2·padding − kernel) / stride⌋ + 1.</summary>
    private protected static int Slide(int size, int kernel, int stride, int padding)
    {
        var room = size + (2 * padding) - kernel;
        return room >= 0 ? (room / stride) + 1 : throw new ShapeException(
            $"a window of {kernel} on maps of {size} with padding {padding}", $"a window of at most {size + (2 * padding)}", "Use a smaller kernel, more padding, or fewer strides before it.");
    }
}
