using System.Text.RegularExpressions;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>A command line as a shell takes it when it is pasted.</summary>
internal static partial class ShellWords
{
    /// <summary>The words with a space between them; what a shell would read otherwise stands in quotes.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w./:=,@%+-]+$")]
    private static partial Regex Plain();
}
