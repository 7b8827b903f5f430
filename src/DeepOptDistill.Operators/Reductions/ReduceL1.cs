using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The sum of |x| along some axes.</summary>
[Kind("ReduceL1", "the sum of |x| along some axes")]
public sealed record ReduceL1 : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => x.abs().sum(axes, keepdim: keep);

    private protected override Tensor Alone(Tensor x) => x.abs();
}
