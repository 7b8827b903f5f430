using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Every bit of x turned.</summary>
[Kind("BitwiseNot", "every bit of x turned")]
public sealed record BitwiseNot : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) => x.bitwise_not();
}
