using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The logarithm of the sum along some axes.</summary>
[Kind("ReduceLogSum", "the logarithm of the sum along some axes")]
public sealed record ReduceLogSum : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => x.sum(axes, keepdim: keep).log();

    private protected override Tensor Alone(Tensor x) => x.log();
}
