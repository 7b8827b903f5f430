using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>√x.</summary>
[Kind("Sqrt", "√x")]
public sealed record Sqrt : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.sqrt();
}
