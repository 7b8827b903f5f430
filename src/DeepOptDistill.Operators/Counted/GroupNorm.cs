using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Group norm with channels last.</summary>
[Kind("com.microsoft.GroupNorm", "group norm with channels last")]
public sealed record GroupNorm : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2);
}
