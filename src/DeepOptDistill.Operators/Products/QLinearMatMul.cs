using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Quantization;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Matrix product of quantized numbers.</summary>
[Kind("QLinearMatMul", "matrix product of quantized numbers")]
public sealed record QLinearMatMul : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [MatrixProduct.Shape(call.X, call[3])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(0, 3);

    internal override long? Macs(NodeShapes node) => MatrixProduct.Work(node);

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var a = Steps.Centred(call, 0, 2) * call[1].to_type(ScalarType.Float64);
        var b = Steps.Centred(call, 3, 5) * call[4].to_type(ScalarType.Float64);
        return [Steps.Rounded(MatrixProduct.Of(a, b), call[6], call[7])];
    }
}
