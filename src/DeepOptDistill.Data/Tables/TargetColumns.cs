using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// The columns of a table that say what is so: labels, each 0 or 1 (or two words such as <c>no</c> and <c>yes</c>), or values.
/// </summary>
/// <param name="Task">Labels or values.</param>
/// <param name="Names">The columns, in the order of a network's answer.</param>
internal sealed record TargetColumns(TaskKind Task, IReadOnlyList<string> Names)
{
    private static readonly string[] No = ["false", "no", "n"],
        Yes = ["true", "yes", "y"];

    /// <summary>The option that names them.</summary>
    private string Option => Task == TaskKind.Labels ? "dataset.labels" : "dataset.values";

    /// <summary>Problems of columns that are not there, or not of numbers.</summary>
    /// <param name="table">All columns of a file.</param>
    /// <param name="where">The file.</param>
    public IEnumerable<Problem> Check(Table table, string where)
    {
        var headings = table.Columns.Select(column => column.Name).ToList();
        foreach (var name in Names)
        {
            var column = table.Columns.FirstOrDefault(c => c.Name == name);
            if (column is null)
                yield return new Problem(
                    Option,
                    $"column '{name}'",
                    $"one of {string.Join(", ", headings)} in {where}",
                    Nearest.Remedy(name, headings)
                );
            else if (column is NominalColumn words && (Task == TaskKind.Values || words.Words.Any(word => Truth(word) is null)))
                yield return new Problem(
                    $"{where}, column '{name}'",
                    $"'{words.Words.First(word => Task == TaskKind.Values || Truth(word) is null)}'",
                    Task == TaskKind.Values ? "numbers" : "0 and 1, no and yes, or false and true"
                );
        }
        if (Names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return new Problem(Option, $"column '{twice.Key}' twice", "each column once");
    }

    /// <summary>What the values of a table are to be relative to, and a sentence for each of which some are lost in float32.</summary>
    public (ValueOrigins? Origins, IReadOnlyList<string> Warnings) Origins(Table table) =>
        Task == TaskKind.Values ? Truths.OriginsOf(Values(table), Names.Count, d => $"column '{Names[d]}'") : (null, []);

    /// <summary>Labels or values of each row.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="origins">What values are relative to.</param>
    public Truths Of(Table table, ValueOrigins? origins)
    {
        if (Task == TaskKind.Values)
            return Truths.OfValues(Values(table), Names.Count, origins);
        var numbers = new float[table.Rows * Names.Count];
        for (var d = 0; d < Names.Count; d++)
        {
            var column = table.Columns.Single(c => c.Name == Names[d]);
            for (var row = 0; row < table.Rows; row++)
                numbers[(row * Names.Count) + d] = column is NominalColumn words
                    ? Truth(words.Words[words.Codes[row]])!.Value
                    : (float)((ContinuousColumn)column).Values[row];
        }
        return new Truths(Task, numbers, Names.Count);
    }

    private double[] Values(Table table)
    {
        var numbers = new double[RowArray.Length(table.Rows, Names.Count, "values")];
        for (var d = 0; d < Names.Count; d++)
        {
            var column = (ContinuousColumn)table.Columns.Single(c => c.Name == Names[d]);
            for (var row = 0; row < table.Rows; row++)
                numbers[(row * Names.Count) + d] = column.Values[row];
        }
        return numbers;
    }

    private static float? Truth(string word) =>
        word.ToLowerInvariant() switch
        {
            var lower when No.Contains(lower) => 0,
            var lower when Yes.Contains(lower) => 1,
            "0" => 0,
            "1" => 1,
            _ => null,
        };
}
