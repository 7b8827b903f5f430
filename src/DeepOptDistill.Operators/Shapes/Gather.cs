using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Slices along an axis by their numbers.</summary>
[Kind("Gather", "slices along an axis by their numbers")]
public sealed record Gather : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = call.Axis(call.Int("axis", 0));
        return
        [
            [.. call.X[..axis], .. call[1], .. call.X[(axis + 1)..]],
        ];
    }

    internal override long[]? Wholes(ShapeCall call)
    {
        if (call.X.Length != 1)
            return null;
        var (from, places) = (call.Whole(0)!, call.Whole(1)!);
        return [.. places.Select(place => from[place < 0 ? place + from.Length : place])];
    }

    /// <summary>Rows of a learned table: they are found, not multiplied.</summary>
    internal override IEnumerable<WeightPlace> Weights(NodeProto node) => At(0);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, places) = (call.X, call[1].to_type(ScalarType.Int64));
        var axis = NodeCall.Axis(call.Int("axis", 0), x.dim());
        var flat = where(places < 0, places + x.shape[axis], places).reshape(-1);
        return [x.index_select(axis, flat).reshape([.. x.shape[..axis], .. places.shape, .. x.shape[(axis + 1)..]])];
    }
}
