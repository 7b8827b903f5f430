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
        ['Y'] = "yyyy",
        ['y'] = "yy",
        ['m'] = "M",
        ['B'] = "MMMM",
        ['b'] = "MMM",
        ['d'] = "d",
        ['A'] = "dddd",
        ['a'] = "ddd",
        ['H'] = "H",
        ['I'] = "h",
        ['p'] = "tt",
        ['M'] = "m",
        ['S'] = "s",
        ['f'] = "FFFFFFF",
        ['z'] = "zzz",
    };

    /// <summary>Of years of two digits, 69 to 99 are of the last century, as Python and POSIX have it.</summary>
    private static readonly CultureInfo Culture = WithYearsTo2068();

    private readonly string[] forms;

    private DateFormat(params string[] forms) => this.forms = forms;

    /// <summary>ISO 8601: a day, perhaps with a time of day behind T or a blank, perhaps with its distance from UTC.</summary>
    public static DateFormat Iso { get; } =
        new("yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK");

    /// <summary>The codes that are known, for people.</summary>
    public static string Known => string.Join(" ", Codes.Keys.Select(code => $"%{code}"));

    /// <summary>
    /// The format of a text with codes; null where one is not known, or where it leaves year, month or day open, which would be those of
    /// the day on which the file is read.
    /// </summary>
    public static DateFormat? Of(string? codes)
    {
        if (codes is null)
            return Iso;
        var form = new StringBuilder();
        for (var at = 0; at < codes.Length; at++)
        {
            if (codes[at] != '%')
                form.Append('\\').Append(codes[at]);
            else if (++at < codes.Length && Codes.TryGetValue(codes[at], out var known))
                form.Append(known);
            else
                return null;
        }
        bool Has(string letters) => letters.Any(letter => codes.Contains($"%{letter}", StringComparison.Ordinal));
        return Has("Yy") && Has("mBb") && Has("d") ? new DateFormat(form.ToString()) : null;
    }

    /// <summary>Whether a text could be a date in some order of day, month and year.</summary>
    public static bool LooksLikeOne(string text) => Likely().IsMatch(text.Trim());

    /// <summary>Whether a time tells its distance from UTC.</summary>
    public static bool TellsZone(string text) => Zone().IsMatch(text.Trim());

    /// <summary>The date of a text; without a distance from UTC it is taken as UTC.</summary>
    public bool TryRead(string text, out DateTime date)
    {
        var isRead = DateTimeOffset.TryParseExact(text.Trim(), forms, Culture, Utc, out var told);
        date = told.UtcDateTime;
        return isRead;
    }

    private static CultureInfo WithYearsTo2068()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar.TwoDigitYearMax = 2068;
        return CultureInfo.ReadOnly(culture);
    }

    [GeneratedRegex(@"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d{1,2}:\d{2}.*)?$")]
    private static partial Regex Likely();

    [GeneratedRegex(@":\d{2}(\.\d+)?\s*(Z|UTC|[+-]\d{2}:?\d{2})$")]
    private static partial Regex Zone();
}
