using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Lists of tensors.</summary>
[Kind("SequenceAt", "lists of tensors")]
public sealed record Sequences : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    ["SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength", "SplitToSequence", "ConcatFromSequence"];
}
