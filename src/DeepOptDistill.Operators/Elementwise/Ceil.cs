using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>⌈x⌉.</summary>
[Kind("Ceil", "⌈x⌉")]
public sealed record Ceil : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) => x.ceil();
}
