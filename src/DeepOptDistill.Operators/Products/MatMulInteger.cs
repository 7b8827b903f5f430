using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Quantization;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Matrix product of whole numbers less their zero points.</summary>
[Kind("MatMulInteger", "matrix product of whole numbers less their zero points")]
public sealed record MatMulInteger : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [MatrixProduct.Shape(call.X, call[1])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0, 1);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [MatrixProduct.Of(Steps.Centred(call, 0, 2), Steps.Centred(call, 1, 3)).to_type(ScalarType.Int32)];
}
