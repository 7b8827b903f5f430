using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The largest along some axes.</summary>
[Kind("ReduceMax", "the largest along some axes")]
public sealed record ReduceMax : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => x.amax(axes, keepdim: keep);
}
