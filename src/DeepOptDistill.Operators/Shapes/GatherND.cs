using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Slices by tuples of places.</summary>
[Kind("GatherND", "slices by tuples of places")]
public sealed record GatherND : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (places, batch) = (call[1], (int)call.Int("batch_dims", 0));
        return
        [
            [.. places[..^1], .. call.X[(batch + (int)places[^1])..]],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, places, batch) = (call.X, call[1].to_type(ScalarType.Int64), (int)call.Int("batch_dims", 0));
        var depth = (int)places.shape[^1];
        var lead = x.shape[..batch].Aggregate(1L, (product, size) => product * size);
        var (inner, tail) = (x.shape[batch..(batch + depth)], x.shape[(batch + depth)..]);
        var tuples = places.reshape(lead, -1, depth);
        var first = arange(lead, dtype: ScalarType.Int64).reshape(-1, 1) * inner.Aggregate(1L, (product, size) => product * size);
        var flat = Places.Flat(tuples, inner) + first;
        return [x.reshape([-1, .. tail]).index_select(0, flat.reshape(-1)).reshape([.. places.shape[..^1], .. tail])];
    }
}
