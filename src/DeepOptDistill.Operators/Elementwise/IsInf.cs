using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Whether x is infinite.</summary>
[Kind("IsInf", "whether x is infinite")]
public sealed record IsInf : Unary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor x, NodeCall call) =>
        (x.isposinf() & (call.Int("detect_positive", 1) != 0)) | (x.isneginf() & (call.Int("detect_negative", 1) != 0));
}
