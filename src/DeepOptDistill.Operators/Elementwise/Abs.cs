using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>|x|.</summary>
[Kind("Abs", "|x|")]
public sealed record Abs : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.abs();
}
