using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>1 / x.</summary>
[Kind("Reciprocal", "1 / x")]
public sealed record Reciprocal : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.reciprocal();
}
