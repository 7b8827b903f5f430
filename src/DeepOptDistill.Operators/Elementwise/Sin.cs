using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Sine of x.</summary>
[Kind("Sin", "sine of x")]
public sealed record Sin : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.sin();
}
