using System.Globalization;

namespace DeepOptDistill.Core;

/// <summary>Words of messages.</summary>
public static class Noun
{
    /// <summary><c>1 key</c>, <c>2 keys</c>, <c>1,200 classes</c>.</summary>
    public static string Counted(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? noun : Plural(noun))}");

    /// <summary><c>losses</c> → <c>loss</c>, <c>optimizers</c> → <c>optimizer</c>, <c>mixing</c> → <c>mixing</c>.</summary>
    public static string Singular(string plural) =>
        plural.EndsWith("sses", StringComparison.Ordinal) ? plural[..^2]
        : plural.EndsWith('s') ? plural[..^1]
        : plural;

    /// <summary><c>loss</c> → <c>a loss</c>, <c>optimizer</c> → <c>an optimizer</c>.</summary>
    public static string WithArticle(string noun) => ("aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an " : "a ") + noun;

    private static string Plural(string noun) => noun + (noun.EndsWith("ss", StringComparison.Ordinal) ? "es" : "s");
}
