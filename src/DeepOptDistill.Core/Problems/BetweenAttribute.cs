using System.ComponentModel.DataAnnotations;

namespace DeepOptDistill.Core.Problems;

/// <summary>A number must lie between two ends; either end may be excluded. Infinite and NaN values never fit.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BetweenAttribute(double low, double high) : ValidationAttribute
{
    /// <summary>The lower end.</summary>
    public double Low => low;

    /// <summary>The upper end; <see cref="double.PositiveInfinity"/> for none.</summary>
    public double High => high;

    /// <summary>Whether the lower end itself is refused.</summary>
    public bool LowExcluded { get; init; }

    /// <summary>Whether the upper end itself is refused.</summary>
    public bool HighExcluded { get; init; }

    /// <summary>The range in words: <c>a finite number &gt; 0</c>, <c>a number from 0 to 1</c>.</summary>
    public string Range =>
        high >= long.MaxValue && !double.IsInfinity(high) ? FormattableString.Invariant($"a number {(LowExcluded ? ">" : "≥")} {low}")
        : double.IsInfinity(high) ? FormattableString.Invariant($"a finite number {(LowExcluded ? ">" : "≥")} {low}")
        : FormattableString.Invariant($"a number {(LowExcluded ? ">" : "≥")} {low} and {(HighExcluded ? "<" : "≤")} {high}");

    /// <inheritdoc/>
    public override bool IsValid(object? value)
    {
        if (value is null)
            return true;
        var number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        return double.IsFinite(number) && (LowExcluded ? number > low : number >= low) && (HighExcluded ? number < high : number <= high);
    }
}
