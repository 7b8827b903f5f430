using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Tanh x.</summary>
[Kind("Tanh", "tanh x")]
public sealed record Tanh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.tanh();
}
