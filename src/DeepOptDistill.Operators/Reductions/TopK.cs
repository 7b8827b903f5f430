using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The k largest or smallest along an axis, and where they stand.</summary>
[Kind("TopK", "the k largest or smallest along an axis, and where they stand")]
public sealed record TopK : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = call.Axis(call.Int("axis", -1));
        var shape = call.X.ToArray();
        shape[axis] = call.Opset < 10 ? call.Int("k", 1) : call.Whole(1)![0];
        return [shape, shape];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var count = call.Opset < 10 ? call.Int("k", 1) : (long)(call.Number(1) ?? 1);
        var axis = NodeCall.Axis(call.Int("axis", -1), call.X.dim());
        // A stable order gives equal numbers in the order in which they stand, as the standard asks.
        var (values, places) = call.X.sort(axis, descending: call.Int("largest", 1) != 0, stable: true);
        return [values.narrow(axis, 0, count), places.narrow(axis, 0, count)];
    }
}
