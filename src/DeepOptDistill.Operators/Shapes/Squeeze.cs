using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor without axes of one.</summary>
[Kind("Squeeze", "a tensor without axes of one")]
public sealed record Squeeze : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axes = call.Whole("axes", 1)?.Select(call.Axis).ToArray();
        return
        [
            [.. call.X.Where((size, axis) => axes is null ? size != 1 : !axes.Contains(axis))],
        ];
    }

    internal override long[]? Wholes(ShapeCall call) => call.Whole(0);

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var x = call.X;
        var axes = call.Whole("axes", 1)?.Select(axis => NodeCall.Axis(axis, x.dim())).ToArray();
        return [x.reshape([.. x.shape.Where((size, axis) => axes is null ? size != 1 : !axes.Contains(axis))])];
    }
}
