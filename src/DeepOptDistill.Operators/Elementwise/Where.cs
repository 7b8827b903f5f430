using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a where the condition holds, b elsewhere.</summary>
[Kind("Where", "a where the condition holds, b elsewhere")]
public sealed record Where : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.Broadcast()];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call) => [where(call[0], call[1], call[2])];
}
