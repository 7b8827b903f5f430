using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>eˣ.</summary>
[Kind("Exp", "eˣ")]
public sealed record Exp : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.exp();
}
