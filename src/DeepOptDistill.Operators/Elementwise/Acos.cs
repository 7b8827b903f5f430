using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Arc cosine of x.</summary>
[Kind("Acos", "arc cosine of x")]
public sealed record Acos : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.acos();
}
