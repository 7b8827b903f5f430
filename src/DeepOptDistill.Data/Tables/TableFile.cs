using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using nietras.SeparatedValues;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// A table in a file: CSV (UTF-8, commas, a first line of headings, numbers as the invariant culture spells them), or Parquet by its name.
/// </summary>
/// <param name="Table">The columns that were not left out.</param>
/// <param name="Words">Columns that nobody named nominal and that are, because they hold no numbers.</param>
public sealed record TableFile(Table Table, IReadOnlyList<string> Words)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">There is no table in it, a row is longer or shorter than the headings, a number is none, or a named
    /// column is missing.</exception>
    public static TableFile Read(string path, TableReading reading) => Of(TableCells.Read(path, reading), reading);

    /// <summary>Takes the columns out of cells.</summary>
    internal static TableFile Of(TableCells cells, TableReading reading)
    {
        var problems = Unknown(cells, reading.Nominal, reading.Option("nominal"))
            .Concat(Misspelt(cells, reading.Ignored, reading.Option("ignore")))
            .Concat(Unknown(cells, reading.Label is { } label ? [label] : [], reading.Option("label")))
            .Concat(Unknown(cells, reading.Dates.Columns, reading.Option("dates")))
            .ToList();
        cells = DateColumns.Of(cells, reading, problems);
        var (columns, words) = (new List<Column>(), new List<string>());
        for (var i = 0; i < cells.Headings.Count; i++)
        {
            var name = cells.Headings[i];
            if (!reading.Takes(name))
                continue;
            if (!reading.Names(name) && cells.Columns[i].AreWords(reading.FillsIn(name)))
            {
                words.Add(name);
                if ((DecimalCommas(cells, i, reading) ?? DateColumns.Unsaid(cells, i, reading)) is { } problem)
                    problems.Add(problem);
            }
            columns.Add(
                reading.Names(name) || words.Contains(name)
                    ? Names(name, cells.Columns[i], reading)
                    : NumberReading.Of(cells, i, reading, problems)
            );
            if (name == reading.Label)
                problems.AddRange(NoClass(cells, i));
        }
        if (columns.Count == 0)
            problems.Add(new Problem(cells.Path, "no column that is left", "at least one"));
        InputException.ThrowIfAny(problems);
        return new TableFile(new Table(columns), words);
    }

    /// <summary>Columns of words that look like dates in a form which somebody has to say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">How it is spelt.</param>
    public static IReadOnlyList<string> DatesOfUnsaidForm(string path, TableReading reading)
    {
        var known = DateColumns.Of(TableCells.Read(path, reading), reading, []);
        return [.. known.Headings.Where((_, i) => DateColumns.IsOfUnsaidForm(known, i, reading))];
    }

    /// <summary>Writes tables of the same columns one below the other, as CSV. Gives the number of rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="format">How it is spelt: as the file that the rows were made of, so that both are read alike.</param>
    public static long Write(string path, IEnumerable<Table> tables, TableFormat? format = null)
    {
        var (rows, spelling) = (0L, format ?? new TableFormat());
        AtomicFile.Write(
            path,
            stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                using var writer = Sep.New(spelling.Separator).Writer(options => options with { Escape = true }).To(text);
                foreach (var table in tables)
                {
                    for (var row = 0; row < table.Rows; row++, rows++)
                    {
                        using var line = writer.NewRow();
                        foreach (var column in table.Columns)
                            line[column.Name].Set(Spelt(column, row, spelling));
                    }
                }
            }
        );
        return rows;
    }

    private static string Spelt(Column column, int row, TableFormat format) =>
        column is ContinuousColumn { Date: null } ? column.Text(row).Replace('.', format.Decimal) : column.Text(row);

    /// <summary>The problem of numbers that look like words because of their commas; null where they are words.</summary>
    private static Problem? DecimalCommas(TableCells cells, int column, TableReading reading)
    {
        if (cells.Columns[column] is not TextCells { Texts.Count: > 0 } texts || reading.Format.Decimal != '.')
            return null;
        var commas = new TextCells(texts.Texts, new TableFormat(Decimal: ','));
        return commas.AreWords(withoutGaps: true) || !texts.Texts.Any(text => text.Contains(','))
            ? null
            : new Problem(
                $"{cells.Place(0)}, column '{cells.Headings[column]}'",
                $"'{texts.Texts.First(text => text.Contains(','))}'",
                "a number with a decimal point",
                $"Say that numbers have decimal commas: {reading.Option("decimal")} ','. If the cells are names, say so with "
                    + $"{reading.Option("nominal")}."
            );
    }

    private static IEnumerable<Problem> Unknown(TableCells cells, IEnumerable<string> names, string option) =>
        from name in names
        where !cells.Headings.Contains(name) && !cells.LeftOut.Contains(name)
        select new Problem(
            option,
            $"column '{name}'",
            $"one of {string.Join(", ", cells.Headings)} in {cells.Path}",
            Nearest.Remedy(name, cells.Headings)
        );

    /// <summary>
    /// Columns to leave out need not be there, as in a file of new rows; a name that is near another is misspelt.
    /// </summary>
    private static IEnumerable<Problem> Misspelt(TableCells cells, IEnumerable<string> names, string option) =>
        Unknown(cells, names, option).Where(problem => problem.Remedy.Length > 0);

    private static NominalColumn Names(string name, Cells cells, TableReading reading)
    {
        var fills = reading.FillsIn(name);
        return new(
            name,
            [.. Enumerable.Range(0, cells.Count).Select(row => fills && cells.IsGap(row) ? reading.GapWord : cells.Text(row))]
        );
    }

    private static IEnumerable<Problem> NoClass(TableCells cells, int label)
    {
        for (var row = 0; row < cells.Columns[label].Count; row++)
        {
            if (cells.Columns[label].Text(row).Length > 0)
                continue;
            yield return new Problem(
                $"{cells.Place(row)}, column '{cells.Headings[label]}'",
                "no class",
                "one in every row",
                "Leave the row out, or put it into a file of its own: unlabelled: { rows: FILE }."
            );
            yield break;
        }
    }
}
