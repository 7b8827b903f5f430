using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>The rest of a / b, with the sign of b, or with fmod of a.</summary>
[Kind("Mod", "the rest of a / b, with the sign of b, or with fmod of a")]
public sealed record Mod : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => call.Int("fmod", 0) == 0 ? a.remainder(b) : a.fmod(b);
}
