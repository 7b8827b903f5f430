using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Product of matrices of whole numbers, scaled.</summary>
[Kind("com.microsoft.MatMulIntegerToFloat", "product of matrices of whole numbers, scaled")]
public sealed record MatMulIntegerToFloat : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0, 1, 6);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);
}
