using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Arc tangent of x.</summary>
[Kind("Atan", "arc tangent of x")]
public sealed record Atan : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.atan();
}
