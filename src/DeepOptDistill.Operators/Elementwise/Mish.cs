using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x·tanh(ln(1 + eˣ)).</summary>
[Kind("Mish", "x·tanh(ln(1 + eˣ))")]
public sealed record Mish : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x * nn.functional.softplus(x, 1, 30).tanh();
}
