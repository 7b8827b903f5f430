using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Inverse of sinh.</summary>
[Kind("Asinh", "inverse of sinh")]
public sealed record Asinh : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.asinh();
}
