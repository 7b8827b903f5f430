using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Tangent of x.</summary>
[Kind("Tan", "tangent of x")]
public sealed record Tan : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.tan();
}
