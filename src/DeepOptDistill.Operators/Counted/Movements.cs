using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Numbers that are moved, cut or put back.</summary>
[Kind("CenterCropPad", "numbers that are moved, cut or put back")]
public sealed record Movements : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    [
        "BitCast",
        "Col2Im",
        "TensorScatter",
        "Unique",
        "com.microsoft.Unique",
        "com.microsoft.Pad",
        "com.microsoft.RemovePadding",
        "com.microsoft.RestorePadding",
    ];
}
