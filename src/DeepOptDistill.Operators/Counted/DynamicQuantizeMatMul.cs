using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Product of matrices, the first quantized on the way.</summary>
[Kind("com.microsoft.DynamicQuantizeMatMul", "product of matrices, the first quantized on the way")]
public sealed record DynamicQuantizeMatMul : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(1, 4);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);
}
