using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Whether x is not a number.</summary>
[Kind("IsNaN", "whether x is not a number")]
public sealed record IsNaN : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) => x.isnan();
}
