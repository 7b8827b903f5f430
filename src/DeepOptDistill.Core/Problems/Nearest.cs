namespace DeepOptDistill.Core.Problems;

/// <summary>The nearest of the names that exist, for a name that does not.</summary>
public static class Nearest
{
    /// <summary>
    /// <c>Did you mean 'soft-target'?</c>, or an empty string where nothing is near (more than a third of the letters differ). Capital
    /// letters count as small ones.
    /// </summary>
    public static string Remedy(string name, IEnumerable<string> names)
    {
        var best = names
            .Select(n => (Name: n, Distance: Distance(name.ToUpperInvariant(), n.ToUpperInvariant())))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? $"Did you mean '{best.Name}'?" : "";
    }

    /// <summary>
    /// The fewest insertions, deletions, replacements and exchanges of neighbours that turn one word into the other (optimal string
    /// alignment, Damerau 1964).
    /// </summary>
    public static int Distance(string from, string to)
    {
        int[] before = [],
            last = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1), 1 + Math.Min(row[j - 1], last[j]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last) = (last, row);
        }
        return last[to.Length];
    }
}
