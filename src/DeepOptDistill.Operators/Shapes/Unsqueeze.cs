using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>a tensor with axes of one put in.</summary>
[Kind("Unsqueeze", "a tensor with axes of one put in")]
public sealed record Unsqueeze : Operator
{
    internal override IReadOnlyList<Tensor?> Run(NodeCall call)
    {
        var (x, axes) = (call.X, call.Whole("axes", 1)!);
        var rank = x.dim() + axes.Length;
        return [axes.Select(axis => NodeCall.Axis(axis, rank)).Order().Aggregate(x, (wide, axis) => wide.unsqueeze(axis))];
    }
}
