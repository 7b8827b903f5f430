using System.Globalization;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Numbers as YAML 1.2's core schema spells them in decimal: <c>60</c>, <c>0.05</c>, <c>5e-4</c>, <c>.inf</c>.</summary>
internal static partial class Number
{
    private static readonly HashSet<Type> Whole = [typeof(byte), typeof(short), typeof(int), typeof(uint), typeof(long), typeof(ulong)];
    private static readonly HashSet<Type> Fractional = [typeof(float), typeof(double), typeof(decimal)];

    public static bool Fits(Type type) => Whole.Contains(type) || Fractional.Contains(type);

    public static string Expected(Type type) => Whole.Contains(type) ? "a whole number" : "a number";

    /// <summary>Whether the text is a number of the type's sort, be it small enough for the type or not.</summary>
    public static bool IsOne(string text, Type type) => Fits(type) && (Whole.Contains(type) ? Integer() : Real()).IsMatch(text);

    /// <summary>The type's range in words.</summary>
    public static string Limits(Type type) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $" from {type.GetField("MinValue")!.GetValue(null)} to {type.GetField("MaxValue")!.GetValue(null)}"
        );

    /// <summary>The number in the type; null where the text is none or does not fit.</summary>
    public static object? Read(string text, Type type)
    {
        if (Fractional.Contains(type) && Special(text) is { } special)
            return type == typeof(decimal) ? null : Convert.ChangeType(special, type, CultureInfo.InvariantCulture);
        if (!IsOne(text, type))
            return null;
        try
        {
            var number = Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
            return number is double.PositiveInfinity or double.NegativeInfinity or float.PositiveInfinity or float.NegativeInfinity
                ? null
                : number;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The shortest text that reads back to the same number.</summary>
    public static string Write(object number) =>
        number switch
        {
            double value when !double.IsFinite(value) => NotFinite(value),
            float value when !float.IsFinite(value) => NotFinite(value),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture).ToLowerInvariant(),
            _ => throw new InvalidOperationException($"found {number.GetType()}; expected a number."),
        };

    private static string NotFinite(double value) =>
        double.IsNaN(value) ? ".nan"
        : value > 0 ? ".inf"
        : "-.inf";

    private static double? Special(string text) =>
        text switch
        {
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            ".inf" or "+.inf" or ".Inf" or "+.Inf" or ".INF" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            _ => null,
        };

    [GeneratedRegex(@"^[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Real();
}
