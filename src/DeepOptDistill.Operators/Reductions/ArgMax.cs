using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Reductions;

/// <summary>Where the largest stands along an axis.</summary>
[Kind("ArgMax", "where the largest stands along an axis")]
public sealed record ArgMax : ExtremePlace
{
    private protected override Tensor First(Tensor x, long axis, bool keep) => x.argmax(axis, keepdim: keep);
}
