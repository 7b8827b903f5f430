using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>f(A·B).</summary>
[Kind("com.microsoft.FusedMatMulActivation", "f(A·B)")]
public sealed record FusedMatMulActivation : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);
}
