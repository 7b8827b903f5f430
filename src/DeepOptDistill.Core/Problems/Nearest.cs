namespace DeepOptDistill.Core.Problems;

/// <summary>The nearest of the names that exist, for a name that does not.</summary>
public static class Nearest
{
    /// <summary>
    /// <c>Did you mean 'soft-target'?</c>, or an empty string where nothing is near (more than a third of the letters differ).
    /// </summary>
    public static string Remedy(string name, IEnumerable<string> names)
    {
        var best = names.Select(n => (Name: n, Distance: Distance(name, n))).OrderBy(c => c.Distance).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? $"Did you mean '{best.Name}'?" : "";
    }

    /// <summary>Levenshtein distance: the fewest insertions, deletions and replacements that turn one word into the other.</summary>
    public static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j - 1], diagonal));
            }
        }
        return row[to.Length];
    }
}
