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
        if (!File.Exists(path)) throw Refused(path, Directory.Exists(path) ? "a folder" : "no such file", isParquet ? "a Parquet file" : "a CSV file");
        return isParquet ? ParquetFile.Read(path, reading) : CsvFile.Read(path, reading);
    }

    public static InputException Refused(string path, string found, string expected) => new(new Problem(path, found, expected));

    /// <summary>The problem of headings that are empty or twice there; null where there is none.</summary>
    public static IEnumerable<Problem> Check(string path, IReadOnlyList<string> headings)
    {
        for (var i = 0; i < headings.Count; i++)
        {
            if (headings[i].Length == 0) yield return new Problem($"{path}, heading {i + 1}", "no name", "one for each column");
            else if (headings.Take(i).Contains(headings[i])) yield return new Problem($"{path}, heading {i + 1}", $"a second '{headings[i]}'", "names that differ");
        }
    }

    /// <summary>The problem of a table that is too short; null where there is none.</summary>
    public static Problem? CheckRows(string path, int rows, bool isEmpty) => rows >= 2
        ? null
        : new Problem(path, isEmpty ? "an empty file" : $"{Noun.Counted(rows, "row")} below the headings",
            "a line of headings and at least 2 rows");
}
