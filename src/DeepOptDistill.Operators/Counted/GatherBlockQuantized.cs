using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Rows of a quantized table.</summary>
[Kind("com.microsoft.GatherBlockQuantized", "rows of a quantized table")]
public sealed record GatherBlockQuantized : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0);
}
