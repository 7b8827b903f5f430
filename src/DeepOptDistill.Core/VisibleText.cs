using System.Buffers;

namespace DeepOptDistill.Core;

/// <summary>
/// Names come from files of strangers, and a terminal obeys what it is sent: control characters are shown as their pictures (␛ for escape),
/// and marks that turn the direction of writing as �.
/// </summary>
public static class VisibleText
{
    private const int Pictures = 0x2400;
    private const char Delete = '\u007f',
        DeletePicture = '\u2421',
        Other = '\ufffd';

    // Line and paragraph separators, then embeddings, overrides and isolates of direction.
    private const string Turning = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> Hidden = SearchValues.Create([
        .. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(char.IsControl),
        .. Turning,
    ]);

    /// <summary>One line of text: line breaks are shown as well.</summary>
    public static string Of(string text) => text.AsSpan().ContainsAny(Hidden) ? string.Concat(text.Select(Picture)) : text;

    /// <summary>Text of several lines: line breaks and tabulators stay.</summary>
    public static string Lines(string text) =>
        text.AsSpan().ContainsAny(Hidden)
            ? string.Concat(text.Select(letter => letter is '\n' or '\r' or '\t' ? letter : Picture(letter)))
            : text;

    private static char Picture(char letter) =>
        letter switch
        {
            < ' ' => (char)(Pictures + letter),
            Delete => DeletePicture,
            _ => Hidden.Contains(letter) ? Other : letter,
        };
}
