using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>−1, 0 or 1.</summary>
[Kind("Sign", "−1, 0 or 1")]
public sealed record Sign : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) => x.sign();
}
