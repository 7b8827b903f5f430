using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>Sums up to each place along an axis.</summary>
[Kind("CumSum", "sums up to each place along an axis")]
public sealed record CumSum : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call) => [call.X];

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axis) = (call.X, (long)NodeCall.Axis((long)(call.Number(1) ?? 0), call.X.dim()));
        var isReverse = call.Int("reverse", 0) != 0;
        if (isReverse)
            x = x.flip(axis);
        var sums = x.cumsum(axis, x.dtype);
        if (call.Int("exclusive", 0) != 0)
            sums = sums - x;
        return [isReverse ? sums.flip(axis) : sums];
    }
}
