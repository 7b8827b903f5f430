using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Quantization;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Products;

/// <summary>Convolution of whole numbers less their zero points.</summary>
[Kind("ConvInteger", "convolution of whole numbers less their zero points")]
public sealed record ConvInteger : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [Conv.Shape(call, call.X, call[1])];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Quantized(1);

    internal override long? Macs(NodeShapes node) => Conv.Work(node, 1);

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) =>
        [Conv.Of(call, Steps.Centred(call, 0, 2), Steps.Centred(call, 1, 3), null).to_type(ScalarType.Int32)];
}
