using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Products;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Convolution at places that are computed; their interpolation is not counted.</summary>
[Kind("DeformConv", "convolution at places that are computed")]
public sealed record DeformConv : CountedOperator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1, 3);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 1);
}
