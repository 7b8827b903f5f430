using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Places between pixels, and what stands there.</summary>
[Kind("AffineGrid", "places between pixels, and what stands there")]
public sealed record AffineGrid : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["com.microsoft.GridSample"];
}
