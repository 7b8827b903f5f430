using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>−x.</summary>
[Kind("Neg", "−x")]
public sealed record Neg : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.neg();
}
