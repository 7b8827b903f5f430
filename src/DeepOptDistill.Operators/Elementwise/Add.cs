using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a + b.</summary>
[Kind("Add", "a + b")]
public sealed record Add : Binary
{
    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a + b;
}
