using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>ln(1 + eˣ).</summary>
[Kind("Softplus", "ln(1 + eˣ)")]
public sealed record Softplus : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => nn.functional.softplus(x, 1, 30);
}
