namespace DeepOptDistill.Cli.Terminal;

/// <summary>Text in lines of some width.</summary>
internal static class Wrapped
{
    private const string Between = " · ";
    private const int Hanging = 2;

    /// <summary>A number and its sign are one word.</summary>
    private const string Percent = "\u00a0%";

    /// <summary>Words of a sentence; one that is longer than a line has a line of its own.</summary>
    public static IEnumerable<string> Words(string text, int width, int indent) => Lines(text.Split(' '), " ", width, indent);

    /// <summary>
    /// A message in lines, the later ones indented; what stands in quotes is never divided, so that it can be copied as it is.
    /// </summary>
    public static IEnumerable<string> Message(string text, int width) =>
        Lines(Phrases(text), " ", width - Hanging, 0).Select((line, n) => n == 0 ? line : new string(' ', Hanging) + line);

    /// <summary>Items beside each other, each in one line where it fits into one.</summary>
    public static IEnumerable<string> Items(IEnumerable<string> items, int width, int indent) =>
        Lines(items, Between, width, indent).SelectMany(line => Fits(line, width) ? [line] : Words(line.Trim(), width, indent));

    /// <summary>What is never divided: words, numbers with their sign, and what stands in quotes.</summary>
    private static IEnumerable<string> Phrases(string text) =>
        Unquoted(text.Replace(" %", Percent, StringComparison.Ordinal).Split(' '))
            .Select(phrase => phrase.Replace(Percent, " %", StringComparison.Ordinal));

    /// <summary>Words, those between two quotes as one.</summary>
    private static IEnumerable<string> Unquoted(IEnumerable<string> words)
    {
        var quoted = "";
        foreach (var word in words)
        {
            quoted = quoted.Length == 0 ? word : $"{quoted} {word}";
            if (IsOpen(quoted))
                continue;
            yield return quoted;
            quoted = "";
        }
        if (quoted.Length > 0)
            yield return quoted;
    }

    private static bool IsOpen(string words) =>
        words.Length > 0 && "'`".Contains(words[0], StringComparison.Ordinal) && words.Count(c => c == words[0]) % 2 == 1;

    private static bool Fits(string line, int width) => line.Length <= width;

    private static IEnumerable<string> Lines(IEnumerable<string> pieces, string between, int width, int indent)
    {
        var (space, line) = (new string(' ', indent), "");
        foreach (var piece in pieces)
        {
            if (line.Length > 0 && !Fits(space + line + between + piece, width))
            {
                yield return space + line;
                line = "";
            }
            line = line.Length == 0 ? piece : line + between + piece;
        }
        if (line.Length > 0)
            yield return space + line;
    }
}
