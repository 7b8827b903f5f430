using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>What is done with texts.</summary>
[Kind("StringNormalizer", "what is done with texts")]
public sealed record Texts : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["StringConcat", "StringSplit", "RegexFullMatch"];
}
