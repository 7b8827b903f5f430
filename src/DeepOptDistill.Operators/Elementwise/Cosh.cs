using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Cosh x.</summary>
[Kind("Cosh", "cosh x")]
public sealed record Cosh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.cosh();
}
