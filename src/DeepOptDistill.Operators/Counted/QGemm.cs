using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Linear layer of quantized numbers.</summary>
[Kind("com.microsoft.QGemm", "linear layer of quantized numbers")]
public sealed record QGemm : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0, 3, 6);

    internal override long? Macs(NodeShapes node) => Gemm.Work(node);
}
