using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Elementwise;

/// <summary>a &gt; b.</summary>
[Kind("Greater", "a > b")]
public sealed record Greater : Binary
{
    /// <inheritdoc/>
    public override bool PassesGradient => false;

    private protected override Tensor Of(Tensor a, Tensor b, NodeCall call) => a.gt(b);
}
