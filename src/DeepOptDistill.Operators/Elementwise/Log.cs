using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>ln x.</summary>
[Kind("Log", "ln x")]
public sealed record Log : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.log();
}
