using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>
/// A table that is laid out for a width: as it is where it fits, else with its sentences wrapped, else as a stack of rows. A number or
/// a name is never broken.
/// </summary>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells, one for each column.</param>
/// <param name="LeftColumns">Columns of names and sentences; all others are numbers.</param>
internal sealed record Sheet(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, int LeftColumns)
{
    private const int LongestName = 20;
    private const int LongestWord = 32;

    /// <summary>The table for a terminal of some columns.</summary>
    public string For(int width) => Widths(width) is { } widths ? Drawn(widths) : Stacked(width);

    /// <summary>The table for a log, which takes any length where sentences alone cannot make it short enough.</summary>
    public string ForLog(int width) => Drawn(Widths(width) ?? Natural);

    private List<int> Natural => [.. Columns.Select((_, i) => Cells(i).Max(Length))];

    private IEnumerable<string> Cells(int column) => Rows.Select(row => row[column]).Prepend(Columns[column]);

    /// <summary>Widths that fit, of which only those of sentences are shorter than their cells; null where none do.</summary>
    private List<int>? Widths(int width)
    {
        var widths = Natural;
        var excess = Total(widths) - width;
        foreach (var column in Enumerable.Range(0, LeftColumns).OrderByDescending(i => widths[i]))
        {
            var given = Math.Clamp(widths[column] - Least(column), 0, Math.Max(0, excess));
            widths[column] -= given;
            excess -= given;
        }
        return excess <= 0 ? widths : null;
    }

    /// <summary>Of sentences the longest word, of which only one that is no number may be broken; of names all of it.</summary>
    private int Least(int column)
    {
        var natural = Cells(column).Max(Length);
        if (natural <= LongestName || !Cells(column).Any(cell => cell.Contains(' ')))
            return natural;
        return Math.Max(LongestName, Cells(column).SelectMany(cell => cell.Split(' ')).Max(word => Math.Min(LongestWord, Length(word))));
    }

    /// <summary>Spaces around and between the columns count too.</summary>
    private static int Total(List<int> widths) => widths.Sum() + (3 * widths.Count) + 1;

    private static int Length(string text) => new Segment(text).CellCount();

    private string Drawn(List<int> widths)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < Columns.Count; i++)
            table.AddColumn(Column(Columns[i], widths[i], i < LeftColumns));
        foreach (var row in Rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = Total(widths) + 1;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        return text.ToString();
    }

    private static TableColumn Column(string heading, int width, bool isLeft) =>
        new(new Text(heading)) { Alignment = isLeft ? Justify.Left : Justify.Right, Width = width };

    private string Stacked(int width)
    {
        var lines = Rows.SelectMany(row => Block(row, width)).ToList();
        return $"\n{string.Join('\n', lines)}\n\n";
    }

    /// <summary>A row's name, and its other cells below it, each behind its heading.</summary>
    private IEnumerable<string> Block(IReadOnlyList<string> row, int width)
    {
        var name = row[0].Length > 0 ? row[0] : Columns[0];
        var cells = Columns.Zip(row).Skip(1).Where(cell => cell.Second.Length > 0).Select(cell => $"{cell.First} {cell.Second}".Trim());
        return [.. Wrapped.Words(name, width, indent: 1), .. Wrapped.Items(cells, width, indent: 3)];
    }
}
