using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The largest of all inputs.</summary>
[Kind("Max", "the largest of all inputs")]
public sealed record Max : Variadic
{
    private protected override Tensor Two(Tensor a, Tensor b) => a.maximum(b);
}
