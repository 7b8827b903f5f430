using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Normalizations;

/// <summary>Functions along one axis, which before opset 13 took all axes from one on as one.</summary>
internal static class AlongAxis
{
    public static Tensor Of(NodeCall call, Func<Tensor, long, Tensor> function)
    {
        var (x, rank) = (call.X, call.X.dim());
        if (call.Opset >= 13) return function(x, NodeCall.Axis(call.Int("axis", -1), rank));
        var axis = NodeCall.Axis(call.Int("axis", 1), rank);
        var rows = x.shape.Take(axis).Aggregate(1L, (product, size) => product * size);
        return function(x.reshape(rows, -1), 1).reshape(x.shape);
    }
}
