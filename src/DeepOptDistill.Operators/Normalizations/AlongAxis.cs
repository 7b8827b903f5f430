using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>Functions along the axis that a node names; before opset 13 they took all axes from it on as one.</summary>
internal static class AlongAxis
{
    /// <summary>The axes from the node's own one on.</summary>
    public static long[] From(NodeCall call, long usual)
    {
        var rank = (int)call.X.dim();
        return [.. Enumerable.Range(0, rank).Skip(NodeCall.Axis(call.Int("axis", usual), rank)).Select(axis => (long)axis)];
    }

    /// <summary>A function along one axis.</summary>
    public static Tensor Of(NodeCall call, Func<Tensor, long, Tensor> function)
    {
        var (x, rank) = (call.X, call.X.dim());
        if (call.Opset >= 13)
            return function(x, NodeCall.Axis(call.Int("axis", -1), rank));
        var axis = NodeCall.Axis(call.Int("axis", 1), rank);
        var rows = x.shape.Take(axis).Aggregate(1L, (product, size) => product * size);
        return function(x.reshape(rows, -1), 1).reshape(x.shape);
    }
}
