using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers by their place along an axis.</summary>
[Kind("GatherElements", "numbers by their place along an axis")]
public sealed record GatherElements : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call[1]];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var axis = NodeCall.Axis(call.Int("axis", 0), call.X.dim());
        return [call.X.gather(axis, Places.FromFront(call[1], call.X.shape[axis]))];
    }
}
