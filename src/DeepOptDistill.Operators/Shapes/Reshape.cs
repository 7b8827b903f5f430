using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>The same numbers in another shape.</summary>
[Kind("Reshape", "the same numbers in another shape")]
public sealed record Reshape : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var (given, keepZero) = (call.Whole("shape", 1)!, call.Int("allowzero", 0) != 0);
        long[] shape = [.. given.Select((size, axis) => size == 0 && !keepZero ? call.X[axis] : size)];
        var rest = NodeShapes.Product(shape.Where(size => size >= 0));
        return
        [
            [.. shape.Select(size => size >= 0 ? size : NodeShapes.Product(call.X) / Math.Max(1, rest))],
        ];
    }

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, shape) = (call.X, call.Whole("shape", 1)!);
        var keepZero = call.Int("allowzero", 0) != 0;
        return [x.reshape([.. shape.Select((size, axis) => size == 0 && !keepZero ? x.shape[axis] : size)])];
    }
}
