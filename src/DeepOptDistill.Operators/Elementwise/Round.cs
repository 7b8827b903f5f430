using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The nearest whole number, the even one of two.</summary>
[Kind("Round", "the nearest whole number, the even one of two")]
public sealed record Round : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) => x.round();
}
