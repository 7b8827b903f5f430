using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Fused steps that learn nothing.</summary>
[Kind("com.microsoft.BiasSoftmax", "fused steps that learn nothing")]
public sealed record FusedSteps : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.NhwcMaxPool", "com.microsoft.RotaryEmbedding"];
}
