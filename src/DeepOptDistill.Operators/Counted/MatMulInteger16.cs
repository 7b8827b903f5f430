using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Product of matrices of 16-bit numbers.</summary>
[Kind("com.microsoft.MatMulInteger16", "product of matrices of 16-bit numbers")]
public sealed record MatMulInteger16 : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0, 1);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);
}
