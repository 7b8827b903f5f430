using System.Collections;
using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Validation attributes as problems. A range on a list holds for each of its items.</summary>
internal static class Rule
{
    /// <summary>What the rule refuses about a value; the place is the value's path.</summary>
    public static IEnumerable<Problem> Broken(ValidationAttribute rule, object? value, string path) =>
        rule is BetweenAttribute or RangeAttribute && value is IEnumerable items and not string
            ? items.Cast<object?>().SelectMany((item, i) => BrokenByOne(rule, item, NodePath.Item(path, i)))
            : BrokenByOne(rule, value, path);

    /// <summary>What the rule wants, for the <c>expected</c> part of a problem.</summary>
    public static string Expected(ValidationAttribute rule, string key, bool isText = false) =>
        rule switch
        {
            MinLengthAttribute { Length: 1 } when isText => "not empty",
            { ErrorMessage.Length: > 0 } => Own(rule, key),
            BetweenAttribute between => between.Range,
            RangeAttribute range => FormattableString.Invariant($"a number ≥ {range.Minimum} and ≤ {range.Maximum}"),
            MinLengthAttribute least => $"at least {Noun.Counted(least.Length, "item")}",
            MaxLengthAttribute most => $"at most {Noun.Counted(most.Length, "item")}",
            LengthAttribute length when length.MinimumLength == length.MaximumLength => Noun.Counted(length.MinimumLength, "item"),
            LengthAttribute length => FormattableString.Invariant($"{length.MinimumLength} to {length.MaximumLength} items"),
            RegularExpressionAttribute expression => $"text that matches {expression.Pattern}",
            AllowedValuesAttribute allowed => $"one of {string.Join(", ", allowed.Values)}",
            RequiredAttribute => "text that is not empty",
            _ => Own(rule, key),
        };

    // What the attribute says itself; 'expected' stands before it, so the usual beginning is left out.
    private static string Own(ValidationAttribute rule, string key)
    {
        var text = rule.FormatErrorMessage(key).TrimEnd('.');
        var beginning = $"The field {key} must be ";
        return text.StartsWith(beginning, StringComparison.Ordinal) ? text[beginning.Length..] : text;
    }

    private static IEnumerable<Problem> BrokenByOne(ValidationAttribute rule, object? value, string path)
    {
        var key = NodePath.Last(path);
        if (
            rule.GetValidationResult(value, new ValidationContext(value ?? path) { MemberName = key, DisplayName = key })
            != ValidationResult.Success
        )
            yield return new Problem(path, Found(value, key), Expected(rule, key, value is string));
    }

    private static string Found(object? value, string key) =>
        value switch
        {
            null => $"nothing for '{key}'",
            string text => $"{key} '{text}'",
            IEnumerable items => $"{Noun.Counted(items.Cast<object?>().Count(), "item")} for '{key}'",
            _ when Number.Fits(value.GetType()) => $"{key} {Number.Write(value)}",
            _ => $"{key} {value}",
        };
}
