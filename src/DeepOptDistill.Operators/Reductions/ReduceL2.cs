using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The root of the sum of squares along some axes.</summary>
[Kind("ReduceL2", "the root of the sum of squares along some axes")]
public sealed record ReduceL2 : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => (x * x).sum(axes, keepdim: keep).sqrt();

    private protected override Tensor Alone(Tensor x) => x.abs();
}
