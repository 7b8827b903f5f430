using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers that stand in the node.</summary>
[Kind("Constant", "numbers that stand in the node")]
public sealed record Constant : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        if (ConstantNodes.Dense(call.Node) is { } dense)
            return [StoredTensor.Read(dense)];
        if (ConstantNodes.Sparse(call.Node) is { } sparse)
            return [StoredTensor.Read(sparse)];
        throw new NotSupportedException("Constant of text");
    }
}
