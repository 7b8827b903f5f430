using System.Globalization;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Numbers as YAML 1.2's core schema spells them in decimal: <c>60</c>, <c>0.05</c>, <c>5e-4</c>, <c>.inf</c>.</summary>
internal static partial class Number
{
    private static readonly Dictionary<Type, string> Whole = new()
    {
        [typeof(byte)] = "a whole number from 0 to 255",
        [typeof(short)] = "a whole number from -32768 to 32767",
        [typeof(int)] = "a whole number",
        [typeof(uint)] = "a whole number ≥ 0",
        [typeof(long)] = "a whole number",
        [typeof(ulong)] = "a whole number ≥ 0",
    };

    public static bool Fits(Type type) => Whole.ContainsKey(type) || type == typeof(double) || type == typeof(float) || type == typeof(decimal);

    public static string Expected(Type type) => Whole.GetValueOrDefault(type, "a number");

    /// <summary>The number in the type; null where the text is none or does not fit.</summary>
    public static object? Read(string text, Type type)
    {
        if (!Whole.ContainsKey(type) && Special(text) is { } special) return type == typeof(decimal) ? null : Convert.ChangeType(special, type, CultureInfo.InvariantCulture);
        if (!(Whole.ContainsKey(type) ? Integer() : Real()).IsMatch(text)) return null;
        try
        {
            var number = Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
            return number is double.PositiveInfinity or double.NegativeInfinity or float.PositiveInfinity or float.NegativeInfinity ? null : number;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The shortest text that reads back to the same number.</summary>
    public static string Write(object number) => number switch
    {
        double value when !double.IsFinite(value) => NotFinite(value),
        float value when !float.IsFinite(value) => NotFinite(value),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => throw new InvalidOperationException($"found {number.GetType()}; expected a number."),
    };

    private static string NotFinite(double value) => double.IsNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";

    private static double? Special(string text) => text switch
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
