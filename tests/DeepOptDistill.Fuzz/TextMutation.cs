using System.Text;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Fuzz;

/// <summary>
/// Changes text: lines that are dropped, doubled, moved or indented, words replaced by words of its language or by odd ones.
/// </summary>
internal static partial class TextMutation
{
    private static readonly string[] Odd =
    [
        "-1",
        "0",
        "1",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "18446744073709551616",
        "1e308",
        "1e400",
        "NaN",
        ".nan",
        ".inf",
        "null",
        "~",
        "true",
        "[]",
        "{}",
        "\"\"",
        "0x10",
        "0.5",
        "&a 1",
        "*a",
        "!!str 1",
        "|",
        ">",
        "# ",
        "\t",
        "---",
        "\0",
        "\u001b[31m",
        "<script>",
        "\u202e",
        "%",
        "@",
        ": ",
        "65536",
        "1000000000",
        "[[[[[[[[",
        "{a: {a: {a: ",
        "]",
        "}",
        ",",
        "\r",
        "\"",
        "'",
        "\u2028",
    ];

    /// <summary>A changed copy.</summary>
    /// <param name="bytes">A good file, in UTF-8.</param>
    /// <param name="other">Another good file of the kind.</param>
    /// <param name="words">Words of its language.</param>
    /// <param name="dice">Decides.</param>
    public static byte[] Of(byte[] bytes, byte[] other, IReadOnlyList<string> words, Dice dice)
    {
        if (dice.OneIn(8))
            return ByteMutation.Of(bytes, other, dice);
        var text = Encoding.UTF8.GetString(bytes);
        for (var left = dice.Changes(); left > 0; left--)
            text = dice.OneIn(3) ? Lines(text, dice) : Words(text, words, dice);
        return Encoding.UTF8.GetBytes(text);
    }

    private static string Lines(string text, Dice dice)
    {
        var lines = text.Split('\n').ToList();
        var (one, another) = (dice.Roll(lines.Count), dice.Roll(lines.Count));
        switch (dice.Roll(4))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(another, lines[one]);
                break;
            case 2:
                (lines[one], lines[another]) = (lines[another], lines[one]);
                break;
            default:
                lines[one] = dice.OneIn(2) ? " " + lines[one] : lines[one].TrimStart();
                break;
        }
        return string.Join('\n', lines);
    }

    private static string Words(string text, IReadOnlyList<string> words, Dice dice)
    {
        var found = Word().Matches(text);
        var by = dice.OneIn(2) ? dice.Of(Odd) : dice.Of(words);
        if (found.Count == 0)
            return text + by;
        var word = found[dice.Roll(found.Count)];
        return text[..word.Index] + (dice.OneIn(5) ? "" : by) + text[(dice.OneIn(5) ? word.Index : word.Index + word.Length)..];
    }

    [GeneratedRegex(@"[\w.\-+]+|[^\s\w]")]
    private static partial Regex Word();
}
