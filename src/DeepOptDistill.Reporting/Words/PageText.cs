using System.Text.RegularExpressions;
using System.Xml;

namespace DeepOptDistill.Reporting.Words;

/// <summary>Texts of a record as a page may hold them.</summary>
internal static partial class PageText
{
    /// <summary>The text without control characters and halves of surrogate pairs, which no page may hold.</summary>
    public static string Allowed(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => IsAllowed(r.Value) ? r.ToString() : "\uFFFD"));

    /// <summary>The same on one line, with numbers tied to their units.</summary>
    public static string Line(string text) => BeforeUnit().Replace(Allowed(text.ReplaceLineEndings(" ")), "\u00A0");

    private static bool IsAllowed(int value) => value > char.MaxValue || XmlConvert.IsXmlChar((char)value);

    [GeneratedRegex(@"(?<=\d) (?=(%|×|K|M|G|B|KiB|MiB|GiB|ms|s|min|h|points)(\W|\z))", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeUnit();
}
