using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>
/// An operator of ONNX: what it learns, what it multiplies, and what it is as a function of libtorch's tensors. Its name is the one that
/// files give it: the standard's own by that alone, those of ONNX Runtime's tools with their domain, <c>com.microsoft.FusedConv</c>.
/// Contract: same answers as ONNX Runtime for every attribute, shape and version that it takes · gradient = central difference where it is
/// smooth · what it does not take is refused by name · its costs are those of an independent count.
/// </summary>
[Family("operators")]
public abstract record Operator
{
    /// <summary>Other names under which files have it.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>Whether it is computed here; else it is counted alone.</summary>
    public virtual bool IsComputed => true;

    /// <summary>Whether a gradient passes from its output to its inputs.</summary>
    public virtual bool PassesGradient => true;

    /// <summary>Where learned numbers stand among the inputs.</summary>
    /// <param name="node">The node.</param>
    internal virtual IEnumerable<WeightPlace> Weights(NodeProto node) => [];

    /// <summary>Those of <see cref="Weights"/> that training changes.</summary>
    /// <param name="node">The node.</param>
    internal virtual IEnumerable<WeightPlace> Trained(NodeProto node) => Weights(node);

    /// <summary>Learned numbers that the node keeps in its attributes.</summary>
    /// <param name="node">The node.</param>
    internal virtual long Stored(NodeProto node) => 0;

    /// <summary>Multiply-accumulates of one run of the node; null where its shapes do not tell them.</summary>
    /// <param name="node">The node with the shapes of what it reads and computes.</param>
    internal virtual long? Macs(NodeShapes node) => 0;

    /// <summary>Shapes of the outputs of one node, in its order; null where no rule tells them.</summary>
    /// <param name="call">The node with the shapes of its inputs.</param>
    internal virtual IReadOnlyList<long[]?>? Shapes(ShapeCall call) => null;

    /// <summary>Whole numbers that the node hands on, as parts of shapes are; null where they are computed.</summary>
    /// <param name="call">The node with what is known of its inputs.</param>
    internal virtual long[]? Wholes(ShapeCall call) => null;

    /// <summary>The outputs of one node, in its order; null stands for one that is not asked for.</summary>
    /// <param name="call">The node with its inputs.</param>
    /// <exception cref="NotSupportedException">A form of it that is not known here; the message says which.</exception>
    internal abstract IReadOnlyList<Tensor?> Run(NodeCall call);

    /// <summary>Places of floating-point weights.</summary>
    private protected static IEnumerable<WeightPlace> At(params int[] places) => places.Select(place => new WeightPlace(place));

    /// <summary>Places of weights that may be whole numbers.</summary>
    private protected static IEnumerable<WeightPlace> Quantized(params int[] places) =>
        places.Select(place => new WeightPlace(place) { IsQuantized = true });

    /// <summary>All inputs of element-wise arithmetic: a stored one counts unless it is a single number, a constant of a formula.</summary>
    private protected static IEnumerable<WeightPlace> Arithmetic(NodeProto node) =>
        Enumerable.Range(0, node.Input.Count).Select(place => new WeightPlace(place) { IsArithmetic = true });
}
