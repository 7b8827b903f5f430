using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Sinh x.</summary>
[Kind("Sinh", "sinh x")]
public sealed record Sinh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.sinh();
}
