using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Distillation.Search;

/// <summary>The settings that a search varies, and which combinations it tries.</summary>
public sealed record SearchSpace
{
    private const int LargestGrid = 1000;

    /// <param name="axes">At least one setting.</param>
    /// <param name="draws">Combinations that are drawn at random; null for all of them.</param>
    /// <exception cref="InputException">There is no setting, one is there twice, or a range is to be tried in full.</exception>
    public SearchSpace(IReadOnlyList<SearchAxis> axes, int? draws)
    {
        List<Problem> problems = [];
        if (axes.Count == 0)
            problems.Add(
                new Problem("--try", "no settings", "at least one", "Name one, like --try stages[0].loss[0].temperature=1,2,4,8.")
            );
        foreach (var twice in axes.GroupBy(axis => axis.Path).Where(group => group.Count() > 1))
            problems.Add(new Problem("--try", $"'{twice.Key}' {twice.Count()} times", "each setting once"));
        if (draws is null)
        {
            foreach (var range in axes.Where(axis => axis.Range is not null))
                problems.Add(
                    new Problem(
                        "--try",
                        $"'{range.Path}={range.Text}'",
                        "values, as all of them are tried",
                        "Say how many to draw: --draws 20."
                    )
                );
            if (
                axes.Aggregate(1L, (all, axis) => Math.Min(long.MaxValue / 1000, all * Math.Max(1, axis.Values.Count)))
                is > LargestGrid
                    and var count
            )
                problems.Add(
                    new Problem(
                        "--try",
                        string.Create(CultureInfo.InvariantCulture, $"{count} combinations"),
                        $"at most {LargestGrid}",
                        "Draw some: --draws 50."
                    )
                );
        }
        if (draws is < 1 or > LargestGrid)
            problems.Add(
                new Problem("--draws", string.Create(CultureInfo.InvariantCulture, $"{draws}"), $"a number from 1 to {LargestGrid}")
            );
        InputException.ThrowIfAny(problems);
        (Axes, Draws) = (axes, draws);
    }

    /// <summary>The settings.</summary>
    public IReadOnlyList<SearchAxis> Axes { get; }

    /// <summary>Combinations that are drawn; null for all.</summary>
    public int? Draws { get; }

    /// <summary>The combinations, one value for each axis, none twice.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public IReadOnlyList<IReadOnlyList<string>> Candidates(Seed seed)
    {
        if (Draws is not { } count)
            return Grid(0);
        var random = seed.Derive("search").Stream();
        var drawn = new List<IReadOnlyList<string>>();
        for (var i = 0; i < 20 * count && drawn.Count < count; i++)
        {
            List<string> next = [];
            foreach (var axis in Axes)
                next.Add(axis.Draw(ref random));
            if (!drawn.Exists(other => other.SequenceEqual(next)))
                drawn.Add(next);
        }
        return drawn;
    }

    private List<IReadOnlyList<string>> Grid(int from) =>
        from == Axes.Count
            ?
            [
                [],
            ]
            :
            [
                .. Axes[from]
                    .Values.SelectMany(value =>
                        Grid(from + 1)
                            .Select(rest =>
                                new List<string> { value }
                                    .Concat(rest)
                                    .ToList()
                            )
                    ),
            ];
}
