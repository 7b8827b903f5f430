using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The sum of squares along some axes.</summary>
[Kind("ReduceSumSquare", "the sum of squares along some axes")]
public sealed record ReduceSumSquare : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => (x * x).sum(axes, keepdim: keep, type: x.dtype);

    private protected override Tensor Alone(Tensor x) => x * x;
}
