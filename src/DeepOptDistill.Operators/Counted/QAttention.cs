using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Attentions;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Quantized attention with the projection of its input.</summary>
[Kind("com.microsoft.QAttention", "quantized attention")]
public sealed record QAttention : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(1, 2);

    internal override long? Macs(NodeShapes node) => JoinedAttention.Work(node, 8);
}
