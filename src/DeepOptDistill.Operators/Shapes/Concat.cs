using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Costs;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Tensors one behind the other along an axis.</summary>
[Kind("Concat", "tensors one behind the other along an axis")]
public sealed record Concat : Operator
{
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => Arithmetic(node);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [cat([.. call.All], NodeCall.Axis(call.Int("axis", 1), call.X.dim()))];
}
