using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>2/√π ∫₀ˣ exp(−t²) dt.</summary>
[Kind("Erf", "2/√π ∫₀ˣ exp(−t²) dt")]
public sealed record Erf : Unary
{
    private protected override Tensor Of(Tensor x, NodeCall call) => x.erf();
}
