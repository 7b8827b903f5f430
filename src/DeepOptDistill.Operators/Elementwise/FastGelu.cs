using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Gelu by tanh of x, or of x + b.</summary>
[Kind("com.microsoft.FastGelu", "Gelu by tanh of x, or of x + b")]
public sealed record FastGelu : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Gelu.ByTanh(call.Find(1) is { } bias ? call[0] + bias : call[0])];
}
