using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a·b.</summary>
[Kind("Mul", "a·b")]
public sealed record Mul : Binary
{
    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a * b;
}
