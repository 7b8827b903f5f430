using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Inverse of tanh.</summary>
[Kind("Atanh", "inverse of tanh")]
public sealed record Atanh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.atanh();
}
