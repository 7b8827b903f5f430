using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x·max(0, min(1, x/6 + 1/2)).</summary>
[Kind("HardSwish", "x·max(0, min(1, x/6 + 1/2))")]
public sealed record HardSwish : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x * ((x / 6) + 0.5).clamp(0, 1);
}
