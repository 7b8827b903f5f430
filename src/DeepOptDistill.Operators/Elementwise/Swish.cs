using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x·σ(αx).</summary>
[Kind("Swish", "x·σ(αx)")]
public sealed record Swish : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x * (call.Float("alpha", 1) * x).sigmoid();
}
