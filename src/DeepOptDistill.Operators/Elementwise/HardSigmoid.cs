using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Max(0, min(1, alpha·x + beta)).</summary>
[Kind("HardSigmoid", "max(0, min(1, alpha·x + beta))")]
public sealed record HardSigmoid : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) =>
        ((x * call.Float("alpha", 0.2f)) + call.Float("beta", 0.5)).clamp(0, 1);
}
