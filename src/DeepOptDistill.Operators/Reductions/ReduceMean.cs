using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>The mean along some axes.</summary>
[Kind("ReduceMean", "the mean along some axes")]
public sealed record ReduceMean : Reduction
{
    private protected override Tensor Of(Tensor x, long[] axes, bool keep) =>
        x.IsWhole() ? (x.to_type(ScalarType.Float64).mean(axes, keepdim: keep)).trunc().to_type(x.dtype) : x.mean(axes, keepdim: keep);
}
