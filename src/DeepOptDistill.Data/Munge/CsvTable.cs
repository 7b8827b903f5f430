using System.Globalization;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using nietras.SeparatedValues;

namespace DeepOptDistill.Data.Munge;

/// <summary>A table in a CSV file: UTF-8, commas, a first line of headings, quotes where a cell needs them, numbers as the invariant culture spells them.</summary>
/// <param name="Table">The columns that were not left out.</param>
/// <param name="Words">Columns that nobody named nominal and that are, because they hold no numbers.</param>
public sealed record CsvTable(Table Table, IReadOnlyList<string> Words)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="nominal">Columns of words, even where the words are numbers.</param>
    /// <param name="ignored">Columns that are left out.</param>
    /// <exception cref="InputException">There is no table in it, a row is longer or shorter than the headings, a number is none, or a named column is missing.</exception>
    public static CsvTable Read(string path, IReadOnlyCollection<string> nominal, IReadOnlyCollection<string> ignored)
    {
        var cells = CsvCells.Read(path);
        var problems = Unknown(cells, nominal, "--nominal").Concat(Unknown(cells, ignored, "--ignore")).ToList();
        var (columns, words) = (new List<Column>(), new List<string>());
        for (var i = 0; i < cells.Headings.Count; i++)
        {
            var name = cells.Headings[i];
            if (ignored.Contains(name)) continue;
            var numbers = cells.Columns[i].Count(IsNumber);
            // A few words among numbers are gaps rather than names.
            if (!nominal.Contains(name) && 2 * numbers < cells.Columns[i].Count(cell => cell.Length > 0)) words.Add(name);
            columns.Add(nominal.Contains(name) || words.Contains(name) ? new NominalColumn(name, cells.Columns[i]) : Numbers(cells, i, problems));
        }
        if (columns.Count == 0) problems.Add(new Problem(path, "no column that is left", "at least one"));
        InputException.ThrowIfAny(problems);
        return new CsvTable(new Table(columns), words);
    }

    /// <summary>Writes tables of the same columns one below the other. Gives the number of rows.</summary>
    public static long Write(string path, IEnumerable<Table> tables)
    {
        var rows = 0L;
        AtomicFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(text);
            foreach (var table in tables)
            {
                for (var row = 0; row < table.Rows; row++, rows++)
                {
                    using var line = writer.NewRow();
                    foreach (var column in table.Columns) line[column.Name].Set(column.Text(row));
                }
            }
        });
        return rows;
    }

    private static IEnumerable<Problem> Unknown(CsvCells cells, IEnumerable<string> names, string option) =>
        from name in names
        where !cells.Headings.Contains(name)
        select new Problem(option, $"column '{name}'", $"one of {string.Join(", ", cells.Headings)} in {cells.Path}", Nearest.Remedy(name, cells.Headings));

    private static ContinuousColumn Numbers(CsvCells cells, int column, List<Problem> problems)
    {
        var (texts, values) = (cells.Columns[column], new double[cells.Columns[column].Count]);
        var bad = new List<int>();
        for (var row = 0; row < values.Length; row++)
            if (!TryNumber(texts[row], out values[row])) bad.Add(row);
        if (bad.Count == 0) return new ContinuousColumn(cells.Headings[column], values);
        var others = bad.Count == 1 ? "" : FormattableString.Invariant($" (and {bad.Count - 1} more such cells below)");
        problems.Add(new Problem(
            FormattableString.Invariant($"{cells.Path}:{cells.Lines[bad[0]]}, column '{cells.Headings[column]}'"), $"'{texts[bad[0]]}'{others}", "a finite number, as in the other cells of this column",
            "Correct it or leave the row out; if the cells are names, say so with --nominal."));
        return new ContinuousColumn(cells.Headings[column], []);
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool TryNumber(string cell, out double value)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= ContinuousColumn.Largest) return true;
        value = 0;
        return false;
    }
}
