using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x for x &gt; 0, alpha·x otherwise.</summary>
[Kind("LeakyRelu", "x for x > 0, alpha·x otherwise")]
public sealed record LeakyRelu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => nn.functional.leaky_relu(x, call.Float("alpha", 0.01f));
}
