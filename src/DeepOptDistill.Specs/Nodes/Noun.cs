using System.Globalization;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>Words of messages.</summary>
internal static class Noun
{
    /// <summary><c>1 key</c>, <c>2 keys</c>.</summary>
    public static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary><c>losses</c> → <c>loss</c>, <c>optimizers</c> → <c>optimizer</c>, <c>mixing</c> → <c>mixing</c>.</summary>
    public static string Singular(string plural) =>
        plural.EndsWith("sses", StringComparison.Ordinal) ? plural[..^2] : plural.EndsWith('s') ? plural[..^1] : plural;

    /// <summary><c>loss</c> → <c>a loss</c>, <c>optimizer</c> → <c>an optimizer</c>.</summary>
    public static string WithArticle(string noun) => ("aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an " : "a ") + noun;
}
