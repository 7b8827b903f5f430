using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The mean of all inputs.</summary>
[Kind("Mean", "the mean of all inputs")]
public sealed record Mean : Variadic
{
    private protected override Tensor Two(Tensor a, Tensor b) => a + b;

    private protected override Tensor Ended(Tensor all, int count) => all / count;
}
