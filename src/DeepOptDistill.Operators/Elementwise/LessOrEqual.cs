using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a ≤ b.</summary>
[Kind("LessOrEqual", "a ≤ b")]
public sealed record LessOrEqual : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.le(b);
}
