using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>Where the smallest stands along an axis.</summary>
[Kind("ArgMin", "where the smallest stands along an axis")]
public sealed record ArgMin : Operator
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axis) = (call.X, NodeCall.Axis(call.Int("axis", 0), call.X.dim()));
        var keep = call.Int("keepdims", 1) != 0;
        if (call.Int("select_last_index", 0) == 0) return [x.argmin(axis, keepdim: keep)];
        return [x.shape[axis] - 1 - x.flip(axis).argmin(axis, keepdim: keep)];
    }
}
