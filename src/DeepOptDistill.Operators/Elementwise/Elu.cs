using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x for x &gt; 0, alpha·(eˣ − 1) otherwise.</summary>
[Kind("Elu", "x for x > 0, alpha·(eˣ − 1) otherwise")]
public sealed record Elu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => nn.functional.elu(x, call.Float("alpha", 1));
}
