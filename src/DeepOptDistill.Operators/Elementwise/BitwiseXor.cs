using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Bits of one alone.</summary>
[Kind("BitwiseXor", "bits of one alone")]
public sealed record BitwiseXor : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.bitwise_xor(b);
}
