using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The smallest along some axes.</summary>
[Kind("ReduceMin", "the smallest along some axes")]
public sealed record ReduceMin : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) => x.amin(axes, keepdim: keep);
}
