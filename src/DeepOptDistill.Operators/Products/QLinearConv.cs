using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Quantization;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Convolution of quantized numbers.</summary>
[Kind("QLinearConv", "convolution of quantized numbers")]
public sealed record QLinearConv : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Conv.Shape(call, call.X, call[3])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(3, 8);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 3);

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var weight = Steps.Centred(call, 3, 5);
        var scale = call[4].to_type(ScalarType.Float64).reshape([-1, .. Enumerable.Repeat(1L, (int)weight.dim() - 1)]);
        var given = call[1].to_type(ScalarType.Float64);
        var bias = call.Find(8) is { } whole ? whole.to_type(ScalarType.Float64) * given * call[4].to_type(ScalarType.Float64) : null;
        return [Steps.Rounded(Conv.Of(call, Steps.Centred(call, 0, 2) * given, weight * scale, bias), call[6], call[7])];
    }
}
