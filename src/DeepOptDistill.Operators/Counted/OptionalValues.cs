using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Values that may be missing.</summary>
[Kind("Optional", "values that may be missing")]
public sealed record OptionalValues : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["OptionalGetElement", "OptionalHasElement"];
}
