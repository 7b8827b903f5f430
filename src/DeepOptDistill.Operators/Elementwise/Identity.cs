using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>x.</summary>
[Kind("Identity", "x")]
public sealed record Identity : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.alias();
}
