using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>Numbers that are drawn.</summary>
[Kind("RandomNormal", "numbers that are drawn")]
public sealed record RandomNumbers : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    ["RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli", "Multinomial"];
}
