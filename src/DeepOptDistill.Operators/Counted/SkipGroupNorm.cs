using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Group norm of x + skip + b with channels last.</summary>
[Kind("com.microsoft.SkipGroupNorm", "group norm of x + skip + b")]
public sealed record SkipGroupNorm : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 2, 4);
}
