using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The sum of all inputs.</summary>
[Kind("Sum", "the sum of all inputs")]
public sealed record Sum : Variadic
{
    private protected override Tensor Two(Tensor a, Tensor b) => a + b;
}
