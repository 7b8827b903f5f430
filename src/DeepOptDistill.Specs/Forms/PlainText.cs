using System.Text.RegularExpressions;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Text that every YAML reader takes as text without quotes.</summary>
internal static partial class PlainText
{
    private static readonly HashSet<string> Taken = new(
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n"],
        StringComparer.OrdinalIgnoreCase
    );

    public static bool Fits(string text) => Plain().IsMatch(text) && !Taken.Contains(text) && Number.Read(text, typeof(double)) is null;

    [GeneratedRegex(@"^[A-Za-z_/]([A-Za-z0-9_./+()=-]| (?! ))*(?<! )\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
