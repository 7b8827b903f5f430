using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Max(0, x).</summary>
[Kind("Relu", "max(0, x)")]
public sealed record Relu : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.relu();
}
