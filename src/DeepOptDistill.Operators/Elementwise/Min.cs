using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The smallest of all inputs.</summary>
[Kind("Min", "the smallest of all inputs")]
public sealed record Min : Variadic
{
    private protected override Tensor Two(Tensor a, Tensor b) => a.minimum(b);
}
