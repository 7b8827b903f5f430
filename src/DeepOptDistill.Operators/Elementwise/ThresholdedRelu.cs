using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x for x &gt; alpha, 0 otherwise.</summary>
[Kind("ThresholdedRelu", "x for x > alpha, 0 otherwise")]
public sealed record ThresholdedRelu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => where(x > call.Float("alpha", 1), x, zeros_like(x));
}
