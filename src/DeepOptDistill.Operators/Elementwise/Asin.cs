using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Arc sine of x.</summary>
[Kind("Asin", "arc sine of x")]
public sealed record Asin : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.asin();
}
