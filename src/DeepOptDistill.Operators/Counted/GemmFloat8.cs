using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Linear layer of 8-bit floating-point numbers.</summary>
[Kind("com.microsoft.GemmFloat8", "linear layer of 8-bit floating-point numbers")]
public sealed record GemmFloat8 : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1, 2);

    internal override long? Macs(NodeShapes node) => Gemm.Work(node);
}
