using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Convolution of quantized numbers with channels last.</summary>
[Kind("com.microsoft.QLinearConv", "convolution of quantized numbers with channels last")]
public sealed record QLinearConvNhwc : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(3, 8);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 3);
}
