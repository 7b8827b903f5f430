using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a to the power of b.</summary>
[Kind("Pow", "a to the power of b")]
public sealed record Pow : Binary
{
    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) =>
        a.dtype == b.dtype ? a.pow(b) : a.to_type(ScalarType.Float64).pow(b.to_type(ScalarType.Float64)).to_type(a.dtype);
}
