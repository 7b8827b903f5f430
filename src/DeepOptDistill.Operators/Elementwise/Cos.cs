using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Cosine of x.</summary>
[Kind("Cos", "cosine of x")]
public sealed record Cos : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.cos();
}
