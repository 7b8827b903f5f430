using System.Globalization;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>A step of a path: a key or an index.</summary>
/// <param name="Key">The key; null for an index.</param>
/// <param name="Index">The index from 0; −1 for a key.</param>
internal readonly record struct Step(string? Key, int Index)
{
    public override string ToString() => Key ?? FormattableString.Invariant($"[{Index}]");
}

/// <summary>Paths of values: <c>stages[1].loss[0].temperature</c>; the root is empty.</summary>
internal static partial class NodePath
{
    /// <summary>The path of a value under a key.</summary>
    public static string Under(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";

    /// <summary>The path of an item of a list.</summary>
    public static string Item(string list, int index) => FormattableString.Invariant($"{list}[{index}]");

    /// <summary>The path above: without its last key or index.</summary>
    public static string Parent(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];

    /// <summary>The last key of a path with the indices behind it: <c>loss[0]</c>.</summary>
    public static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    /// <summary>The steps of a path as a person types it; null where it is not one.</summary>
    public static IReadOnlyList<Step>? Parse(string path) => Whole().IsMatch(path) ? [.. Single().Matches(path).Select(StepOf)] : null;

    private static Step StepOf(Match match) =>
        match.Groups["index"].Success
            ? new Step(null, int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture))
            : new Step(match.Groups["key"].Value, -1);

    [GeneratedRegex(@"^[\w-]+(\[\d{1,6}\])*(\.[\w-]+(\[\d{1,6}\])*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<key>[\w-]+)(?![^\[]*\])|\[(?<index>\d+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Single();
}
