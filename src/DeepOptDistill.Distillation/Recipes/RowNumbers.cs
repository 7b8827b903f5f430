using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Columns that number or name the rows of a table: nothing can be learned from them.</summary>
internal static class RowNumbers
{
    private const int Fewest = 20;

    /// <summary>Whether a column counts the rows, names each by a word of its own, or is called an id and has no value twice.</summary>
    public static bool Are(Column column)
    {
        if (column.Count < Fewest || !AllDiffer(column))
            return false;
        if (column is NominalColumn || IsCalledId(column.Name))
            return true;
        return column is ContinuousColumn { Date: null } numbers && Count(numbers.Values);
    }

    private static bool AllDiffer(Column column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Enumerable.Range(0, column.Count).All(row => seen.Add(column.Text(row)));
    }

    private static bool IsCalledId(string name) =>
        name.ToLowerInvariant() is "id" or "index" or "idx" or "uuid" or "guid" or "key"
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal);

    private static bool Count(ReadOnlySpan<double> numbers)
    {
        for (var row = 1; row < numbers.Length; row++)
            if (numbers[row] != numbers[row - 1] + 1)
                return false;
        return true;
    }
}
