using System.Globalization;
using DeepOptDistill.Core.Runs;
using Spectre.Console;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Results as tables on stdout.</summary>
internal static class Tables
{
    private const int LogWidth = 200;

    /// <summary>Writes a table; wide enough for its content where stdout is no terminal.</summary>
    public static void Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int leftColumns = 1)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(columns[i])) { Alignment = i < leftColumns ? Justify.Left : Justify.Right };
            table.AddColumn(column.NoWrap());
        }
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = LogWidth;
        console.Write(table);
    }

    /// <summary>The models of a run.</summary>
    public static void Write(RunRecord record) => Write(
        ["model", "role", "parameters", "MACs", "bytes", record.Dataset.Task == Core.TaskKind.Values ? "R²" : "accuracy", "95 % interval", "latency"],
        record.Models.Select(model => (IReadOnlyList<string>)
        [
            model.Name, Core.Kinds.Spelling.Word(model.Role.ToString()), Number(model.Parameters), Number(model.Macs), Number(model.Bytes),
            Percent(model.Quality.Value) + (model.Quality.Deviation is { } deviation ? string.Create(CultureInfo.InvariantCulture, $" ± {100 * deviation:0.00}") : ""),
            $"{Percent(model.Quality.Low)} to {Percent(model.Quality.High)}", string.Create(CultureInfo.InvariantCulture, $"{model.LatencyMsMedian:0.000} ms"),
        ]), leftColumns: 2);

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %");
}
