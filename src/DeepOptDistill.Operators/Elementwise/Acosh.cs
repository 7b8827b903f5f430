using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Inverse of cosh.</summary>
[Kind("Acosh", "inverse of cosh")]
public sealed record Acosh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.acosh();
}
