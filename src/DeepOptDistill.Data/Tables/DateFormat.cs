using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Data.Tables;

/// <summary>How dates are written: as ISO 8601 has them, or by codes of <c>strftime</c> as Python's and pandas' <c>format</c>.</summary>
internal sealed partial class DateFormat
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly Dictionary<char, string> Codes = new()
    {
        ['Y'] = "yyyy", ['y'] = "yy", ['m'] = "M", ['B'] = "MMMM", ['b'] = "MMM", ['d'] = "d", ['A'] = "dddd", ['a'] = "ddd",
        ['H'] = "H", ['I'] = "h", ['p'] = "tt", ['M'] = "m", ['S'] = "s", ['f'] = "FFFFFFF", ['z'] = "zzz",
    };

    private readonly string[] forms;

    private DateFormat(params string[] forms) => this.forms = forms;

    /// <summary>ISO 8601: a day, perhaps with a time of day behind T or a blank, perhaps with its distance from UTC.</summary>
    public static DateFormat Iso { get; } = new("yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK");

    /// <summary>The codes that are known, for people.</summary>
    public static string Known => string.Join(" ", Codes.Keys.Select(code => $"%{code}"));

    /// <summary>The format of a text with codes; null where it holds none, or one that is not known.</summary>
    public static DateFormat? Of(string? codes)
    {
        if (codes is null) return Iso;
        var form = new StringBuilder();
        for (var at = 0; at < codes.Length; at++)
        {
            if (codes[at] != '%') form.Append('\\').Append(codes[at]);
            else if (++at < codes.Length && Codes.TryGetValue(codes[at], out var known)) form.Append(known);
            else return null;
        }
        // One letter alone would be a form of its own to .NET.
        return codes.Contains('%') ? new DateFormat(form.Length == 1 ? $"%{form}" : form.ToString()) : null;
    }

    /// <summary>Whether a text could be a date in some order of day, month and year.</summary>
    public static bool LooksLikeOne(string text) => Likely().IsMatch(text.Trim());

    /// <summary>The date of a text; without a distance from UTC it is taken as UTC.</summary>
    public bool TryRead(string text, out DateTime date)
    {
        var isRead = DateTimeOffset.TryParseExact(text.Trim(), forms, CultureInfo.InvariantCulture, Utc, out var told);
        date = told.UtcDateTime;
        return isRead;
    }

    [GeneratedRegex(@"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d{1,2}:\d{2}.*)?$")]
    private static partial Regex Likely();
}
