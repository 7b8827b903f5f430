namespace DeepOptDistill.Distillation.Search;

/// <summary>Successive halving: all candidates get a short training, the better part a longer one, and so on to full length.</summary>
/// <param name="Share">Part of the recipe's epochs.</param>
/// <param name="Candidates">How many are trained.</param>
/// <remarks>
/// Jamieson and Talwalkar 2016, arXiv 1502.07943; here each rung trains from the start, as a schedule belongs to its length.
/// </remarks>
public sealed record Halving(double Share, int Candidates)
{
    private const int Factor = 3;

    /// <summary>The rungs, the shortest first; the last has full length.</summary>
    /// <param name="candidates">How many there are.</param>
    /// <param name="finalists">How many reach full length.</param>
    public static IReadOnlyList<Halving> Rungs(int candidates, int finalists)
    {
        var counts = new List<int>();
        for (var count = candidates; count > finalists; count = Math.Max(finalists, (count + Factor - 1) / Factor))
            counts.Add(count);
        counts.Add(Math.Min(candidates, finalists));
        return [.. counts.Select((count, rung) => new Halving(Math.Pow(Factor, rung - counts.Count + 1), count))];
    }
}
