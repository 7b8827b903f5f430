using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Windows of a spectrum.</summary>
[Kind("HannWindow", "windows of a spectrum")]
public sealed record SpectralWindows : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["HammingWindow", "BlackmanWindow", "MelWeightMatrix"];
}
