using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Counted;

/// <summary>An operator whose costs are known, and which is not computed here: a network with it can teach, but not learn.</summary>
public abstract record CountedOperator : Operator
{
    /// <inheritdoc/>
    public sealed override bool IsComputed => false;

    /// <inheritdoc/>
    public sealed override bool PassesGradient => false;

    internal sealed override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        throw new NotSupportedException($"{call.Node.OpType} is counted, not computed");

    /// <summary>Numbers in an attribute, which is a list or a tensor; 0 where it is missing.</summary>
    private protected static long Numbers(Onnx.Proto.NodeProto node, string key) =>
        Onnx.Attributes.Find(node, key) is { } attribute
            ? attribute.Floats.Count + (attribute.T is { } tensor ? Onnx.TensorValues.Count(tensor) : 0)
            : 0;
}
