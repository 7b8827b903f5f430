using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>What one reading of a document shares: the kinds it may name, the problems it met, the places it saw.</summary>
/// <param name="Catalog">The kinds.</param>
/// <param name="Findings">The problems.</param>
/// <param name="Positions">The places.</param>
internal sealed record Reading(Catalog Catalog, Findings Findings, Positions Positions)
{
    /// <summary>The form of the whole document, for keys that were written too far in.</summary>
    public RecordForm? Root { get; init; }

    /// <summary>Whether what cannot be read is left out, so that the rest can be looked at.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Reports a value that does not fit.</summary>
    public void Unfit(Node node, string path, string expected, string remedy = "") =>
        Findings.Add(node.Place, Found(node, path), expected, remedy);

    /// <summary>Reports a name that does not exist among names that do.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="what">What it names.</param>
    /// <param name="name">The name.</param>
    /// <param name="names">Those that exist.</param>
    /// <param name="remedy">What to write; null to propose the nearest.</param>
    public void Unknown(Place place, string what, string name, IReadOnlyCollection<string> names, string? remedy = null) =>
        Findings.Add(place, $"{what} '{name}'", names.Count == 0 ? $"no {what}s" : OneOf(names), remedy ?? Nearest.Remedy(name, names));

    /// <summary><c>'relu'</c> or <c>one of adam, sgd</c>.</summary>
    public static string OneOf(IReadOnlyCollection<string> names) =>
        names.Count == 1 ? $"'{names.First()}'" : $"one of {string.Join(", ", names)}";

    private static string Found(Node node, string path)
    {
        if (path.Length == 0)
            return node.Shown;
        return node is ScalarNode { IsNull: false } ? $"{NodePath.Last(path)} {node.Shown}" : $"{node.Shown} for '{NodePath.Last(path)}'";
    }
}
