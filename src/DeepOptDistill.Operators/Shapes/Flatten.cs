using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Axes before one as rows, the others as columns.</summary>
[Kind("Flatten", "axes before one as rows, the others as columns")]
public sealed record Flatten : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axis = call.Axis(call.Int("axis", 1));
        return
        [
            [NodeShapes.Product(call.X[..axis]), NodeShapes.Product(call.X[axis..])],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axis) = (call.X, NodeCall.Axis(call.Int("axis", 1), call.X.dim()));
        var rows = x.shape.Take(axis).Aggregate(1L, (product, size) => product * size);
        var columns = x.shape.Skip(axis).Aggregate(1L, (product, size) => product * size);
        return [x.reshape(rows, columns)];
    }
}
