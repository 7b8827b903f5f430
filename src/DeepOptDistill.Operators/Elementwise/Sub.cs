using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a − b.</summary>
[Kind("Sub", "a − b")]
public sealed record Sub : Binary
{
    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a - b;
}
