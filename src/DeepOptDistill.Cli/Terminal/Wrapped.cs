namespace DeepOptDistill.Cli.Terminal;

/// <summary>Text in lines of some width.</summary>
internal static class Wrapped
{
    private const string Between = " · ";

    /// <summary>Words of a sentence; one that is longer than a line has a line of its own.</summary>
    public static IEnumerable<string> Words(string text, int width, int indent) => Lines(text.Split(' '), " ", width, indent);

    /// <summary>Items beside each other, each in one line where it fits into one.</summary>
    public static IEnumerable<string> Items(IEnumerable<string> items, int width, int indent) =>
        Lines(items, Between, width, indent).SelectMany(line => Fits(line, width) ? [line] : Words(line.Trim(), width, indent));

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
        if (line.Length > 0) yield return space + line;
    }
}
