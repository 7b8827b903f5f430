using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>The problems of one document, in the order they were met; told in the order of the document.</summary>
internal sealed class Findings
{
    private readonly List<(Place Place, Problem Problem)> all = [];

    public void Add(Place place, string found, string expected, string remedy = "") =>
        all.Add((place, new Problem(place.ToString(), found, expected, remedy)));

    public IReadOnlyList<Problem> Sorted() => [.. all.OrderBy(f => f.Place).Select(f => f.Problem)];

    public void ThrowIfAny() => InputException.ThrowIfAny(Sorted());
}
