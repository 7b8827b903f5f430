using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Transposed convolution whose padding is an input.</summary>
[Kind("com.microsoft.ConvTransposeWithDynamicPads", "transposed convolution whose padding is an input")]
public sealed record ConvTransposeWithDynamicPads : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 3);

    internal override long? Macs(NodeShapes node) => ConvTranspose.Work(node);
}
