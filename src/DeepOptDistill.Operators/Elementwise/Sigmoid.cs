using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>1 / (1 + e^−x).</summary>
[Kind("Sigmoid", "1 / (1 + e^−x)")]
public sealed record Sigmoid : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.sigmoid();
}
