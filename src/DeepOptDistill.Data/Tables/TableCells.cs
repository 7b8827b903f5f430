using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Tables;

/// <summary>The cells of a table's file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Headings">Names of the columns.</param>
/// <param name="Columns">The cells below each heading.</param>
/// <param name="Place">Where a row is in the file, for problems.</param>
internal sealed record TableCells(string Path, IReadOnlyList<string> Headings, IReadOnlyList<Cells> Columns, Func<int, string> Place)
{
    /// <summary>Columns of the file that nobody wanted and nobody could have read.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Reads a file: Parquet by its name, else CSV.</summary>
    /// <exception cref="InputException">There is no table in it, or it cannot be read.</exception>
    public static TableCells Read(string path, TableReading reading)
    {
        var isParquet = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        if (!File.Exists(path))
            throw Refused(path, Directory.Exists(path) ? "a folder" : "no such file", isParquet ? "a Parquet file" : "a CSV file");
        return isParquet ? ParquetFile.Read(path, reading) : CsvFile.Read(path, reading);
    }

    public static InputException Refused(string path, string found, string expected) => new(new Problem(path, found, expected));

    /// <summary>The problem of headings that are empty or twice there; null where there is none.</summary>
    public static IEnumerable<Problem> Check(string path, IReadOnlyList<string> headings)
    {
        for (var i = 0; i < headings.Count; i++)
        {
            if (headings[i].Length == 0)
                yield return new Problem($"{path}, heading {i + 1}", "no name", "one for each column");
            else if (headings.Take(i).Contains(headings[i]))
                yield return new Problem(
                    $"{path}, heading {i + 1}",
                    $"a second '{headings[i]}'",
                    "names that differ",
                    IsNumber(headings[i]) ? "If the first line holds data already, write a line of names above it." : ""
                );
        }
    }

    /// <summary>
    /// A word about headings that look like a row of data: a word that stands in its own column again, or numbers that neither count
    /// up, as those of pixels do, nor are whole.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="table">What was read from it.</param>
    public static IEnumerable<string> LookLikeData(string path, Table table)
    {
        List<string> numbers = [.. table.Columns.Select(column => column.Name).Where(IsNumber)];
        List<double> values = [.. numbers.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        var countUp = values.All(double.IsInteger) && values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);
        var again = table.Columns.OfType<NominalColumn>().Where(column => column.Words.Contains(column.Name)).Select(column => column.Name);
        List<string> odd = [.. again.Concat(countUp ? [] : numbers).Distinct()];
        if (odd.Count == 0)
            yield break;
        yield return $"{path}: the first line is taken for the names of columns, "
            + $"but looks like data ('{string.Join("', '", odd.Take(3))}'). If it is, write a line of names above it.";
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The problem of a table that is too short; null where there is none.</summary>
    public static Problem? CheckRows(string path, int rows, bool isEmpty) =>
        rows >= 2
            ? null
            : new Problem(
                path,
                isEmpty ? "an empty file" : $"{Noun.Counted(rows, "row")} below the headings",
                "a line of headings and at least 2 rows"
            );
}
