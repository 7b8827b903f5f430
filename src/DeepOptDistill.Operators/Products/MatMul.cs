using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Matrix product, over leading axes number by number.</summary>
[Kind("MatMul", "matrix product, over leading axes number by number")]
public sealed record MatMul : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [MatrixProduct.Shape(call.X, call[1])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0, 1);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [MatrixProduct.Of(call[0], call[1])];
}
