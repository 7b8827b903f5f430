using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>Where the smallest stands along an axis.</summary>
[Kind("ArgMin", "where the smallest stands along an axis")]
public sealed record ArgMin : ExtremePlace
{
    private protected override Tensor First(Tensor x, long axis, bool keep) => x.argmin(axis, keepdim: keep);
}
