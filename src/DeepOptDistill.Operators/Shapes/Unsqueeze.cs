using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor with axes of one put in.</summary>
[Kind("Unsqueeze", "a tensor with axes of one put in")]
public sealed record Unsqueeze : Operator
{
    internal override IReadOnlyList<long[]?>? Shapes(ShapeCall call)
    {
        var axes = call.Whole("axes", 1)!;
        List<long> shape = [.. call.X];
        foreach (var axis in axes.Select(axis => NodeCall.Axis(axis, call.X.Length + axes.Length)).Order())
            shape.Insert(axis, 1);
        return
        [
            [.. shape],
        ];
    }

    internal override long[]? Wholes(ShapeCall call) => call.X.Length == 0 ? call.Whole(0) : null;

    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axes) = (call.X, call.Whole("axes", 1)!);
        var rank = x.dim() + axes.Length;
        return [axes.Select(axis => NodeCall.Axis(axis, rank)).Order().Aggregate(x, (wide, axis) => wide.unsqueeze(axis))];
    }
}
