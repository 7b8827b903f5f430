using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>(x + b)·Φ(x + b).</summary>
[Kind("com.microsoft.BiasGelu", "(x + b)·Φ(x + b)")]
public sealed record BiasGelu : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [Gelu.Exact(call[0] + call[1])];
}
