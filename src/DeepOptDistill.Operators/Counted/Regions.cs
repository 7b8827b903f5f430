using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Regions of an image.</summary>
[Kind("RoiAlign", "regions of an image")]
public sealed record Regions : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["MaxRoiPool", "NonMaxSuppression", "com.microsoft.CropAndResize"];
}
