using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor repeated along axes of one.</summary>
[Kind("Expand", "a tensor repeated along axes of one")]
public sealed record Expand : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (own, wanted) = (call.X, call.Whole(1)!);
        var rank = Math.Max(own.Length, wanted.Length);
        long At(long[] shape, int axis) => axis - rank + shape.Length is >= 0 and var at ? shape[at] : 1;
        return
        [
            [.. Enumerable.Range(0, rank).Select(axis => At(own, axis) == 1 ? At(wanted, axis) : At(own, axis))],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, shape) = (call.X, call.Whole(1)!);
        var rank = Math.Max(x.dim(), shape.Length);
        long[] own = [.. Enumerable.Repeat(1L, (int)(rank - x.dim())), .. x.shape];
        long[] wanted = [.. Enumerable.Repeat(1L, (int)(rank - shape.Length)), .. shape];
        return [x.expand([.. own.Select((size, axis) => size == 1 ? wanted[axis] : size)])];
    }
}
