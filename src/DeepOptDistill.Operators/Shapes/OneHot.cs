using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>One number at a place of a new axis, another elsewhere.</summary>
[Kind("OneHot", "one number at a place of a new axis, another elsewhere")]
public sealed record OneHot : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = NodeCall.Axis(call.Int("axis", -1), call.X.Length + 1);
        return
        [
            [.. call.X[..axis], call.Whole(1)![0], .. call.X[axis..]],
        ];
    }

    /// <inheritdoc/>
    public override bool PassesGradient => false;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (places, depth, values) = (call.X.to_type(ScalarType.Int64), (long)call.Number(1)!.Value, call[2]);
        var axis = NodeCall.Axis(call.Int("axis", -1), places.dim() + 1);
        var at = where(places < 0, places + depth, places).unsqueeze(axis);
        long[] along = [.. Enumerable.Range(0, (int)places.dim() + 1).Select(a => a == axis ? depth : 1)];
        return [where(at.eq(arange(depth, dtype: ScalarType.Int64).reshape(along)), values.select(0, 1), values.select(0, 0))];
    }
}
