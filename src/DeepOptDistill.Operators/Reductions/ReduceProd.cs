using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The product along some axes.</summary>
[Kind("ReduceProd", "the product along some axes")]
public sealed record ReduceProd : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep)
    {
        var left = axes.Select(axis => NodeCall.Axis(axis, x.dim())).OrderDescending();
        return left.Aggregate(x, (product, axis) => product.prod(axis, keepdim: keep, type: x.dtype));
    }
}
