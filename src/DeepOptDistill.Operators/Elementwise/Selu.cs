using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Gamma·x for x &gt; 0, gamma·alpha·(eˣ − 1) otherwise.</summary>
[Kind("Selu", "gamma·x for x > 0, gamma·alpha·(eˣ − 1) otherwise")]
public sealed record Selu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) =>
        call.Float("gamma", 1.05070102214813232421875)
        * where(x > 0, x, call.Float("alpha", 1.67326319217681884765625) * x.clamp_max(0).expm1());
}
