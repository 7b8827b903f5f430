using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>(x − offset)·scale of a classical model.</summary>
[Kind("ai.onnx.ml.Scaler", "(x − offset)·scale of a classical model")]
public sealed record Scaler : CountedOperator
{
    internal override long Stored(NodeProto node) => Numbers(node, "scale") + Numbers(node, "offset");
}
