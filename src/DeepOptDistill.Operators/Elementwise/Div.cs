using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a / b; of whole numbers without the rest.</summary>
[Kind("Div", "a / b; of whole numbers without the rest")]
public sealed record Div : Binary
{
    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.IsWhole() ? a.div(b, RoundingMode.trunc) : a / b;
}
