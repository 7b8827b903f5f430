using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The sum along some axes.</summary>
[Kind("ReduceSum", "the sum along some axes")]
public sealed record ReduceSum : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => x.sum(axes, keepdim: keep, type: x.dtype);
}
