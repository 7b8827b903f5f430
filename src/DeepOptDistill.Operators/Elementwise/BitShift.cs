using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>Bits of a moved by b.</summary>
[Kind("BitShift", "bits of a moved by b")]
public sealed record BitShift : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) =>
        call.Text("direction", "LEFT") == "LEFT" ? a.bitwise_left_shift(b) : a.bitwise_right_shift(b);
}
