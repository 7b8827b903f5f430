using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a and b.</summary>
[Kind("And", "a and b")]
public sealed record And : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.logical_and(b);
}
