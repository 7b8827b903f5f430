using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DeepOptDistill.Data.Splits;

/// <summary>A number that is a share (0 ≤ v &lt; 1) or a whole count (1, 2, …).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ShareOrCountAttribute : ValidationAttribute
{
    /// <summary>The range in words.</summary>
    public const string Range = "a share from 0 to below 1, or a whole number of samples";

    /// <summary>States the range in messages.</summary>
    public ShareOrCountAttribute()
        : base("The field {0} must be " + Range + ".") { }

    /// <inheritdoc/>
    public override bool IsValid(object? value)
    {
        if (value is null)
            return true;
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number is >= 0 and < 1 || (number is >= 1 and <= int.MaxValue && double.IsInteger(number));
    }
}
