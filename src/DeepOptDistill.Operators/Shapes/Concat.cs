using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Tensors one behind the other along an axis.</summary>
[Kind("Concat", "tensors one behind the other along an axis")]
public sealed record Concat : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [cat([.. call.All], NodeCall.Axis(call.Int("axis", 1), call.X.dim()))];
}
