using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Max(0, x) + min(0, alpha·(e^(x/alpha) − 1)).</summary>
[Kind("Celu", "max(0, x) + min(0, alpha·(e^(x/alpha) − 1))")]
public sealed record Celu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) =>
        x.clamp_min(0) + (call.Float("alpha", 1) * (x.clamp_max(0) / call.Float("alpha", 1)).expm1());
}
