using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>
/// An operator of ONNX as a function of libtorch's tensors, under the name that files give it: the standard's own
/// by that alone, those of ONNX Runtime's tools with their domain, <c>com.microsoft.FusedConv</c>.
/// Contract: same answers as ONNX Runtime for every attribute, shape and version that it takes · gradient = central difference where it is
/// smooth · what it does not take is refused by name.
/// </summary>
[Family("operators")]
public abstract record Operator
{
    /// <summary>Whether a gradient passes from its output to its inputs.</summary>
    public virtual bool PassesGradient => true;

    /// <summary>The outputs of one node, in its order; null stands for one that is not asked for.</summary>
    /// <param name="call">The node with its inputs.</param>
    /// <exception cref="NotSupportedException">A form of it that is not known here; the message says which.</exception>
    internal abstract IReadOnlyList<Tensor?> Run(NodeCall call);
}
