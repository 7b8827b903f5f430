using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x / (1 + |x|).</summary>
[Kind("Softsign", "x / (1 + |x|)")]
public sealed record Softsign : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x / (1 + x.abs());
}
