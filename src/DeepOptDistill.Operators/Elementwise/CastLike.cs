using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The same numbers in the type of another tensor.</summary>
[Kind("CastLike", "the same numbers in the type of another tensor")]
public sealed record CastLike : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => Cast.To(x, call[1].dtype);
}
