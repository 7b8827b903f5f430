using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Bits of both.</summary>
[Kind("BitwiseAnd", "bits of both")]
public sealed record BitwiseAnd : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.bitwise_and(b);
}
