using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>RMS norm, in the domain of ONNX Runtime.</summary>
[Kind("com.microsoft.SimplifiedLayerNormalization", "RMS norm")]
public sealed record SimplifiedLayerNorm : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);
}
