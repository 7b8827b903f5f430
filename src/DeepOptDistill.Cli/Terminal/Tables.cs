using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Results as tables on stdout.</summary>
internal static class Tables
{
    private const int LogWidth = 200;

    private const string Unknown = "–";

    /// <summary>Writes a table that fits the terminal; a log takes long lines.</summary>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells.</param>
    /// <param name="leftColumns">How many columns from the left are set to the left: names and sentences.</param>
    public static void Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int leftColumns = 1)
    {
        List<IReadOnlyList<string>> cells = [.. rows.Select(row => row.Select(VisibleText.Of).ToList())];
        var sheet = new Sheet([.. columns.Select(VisibleText.Of)], cells, leftColumns);
        Console.Out.Write(OutputWidth.Columns is { } width ? sheet.For(width) : sheet.ForLog(LogWidth));
    }

    /// <summary>The models of a run.</summary>
    public static void Write(RunRecord record) =>
        Write(
            [
                "model",
                "role",
                "parameters",
                "MACs",
                "bytes",
                record.Dataset.Task == Core.TaskKind.Values ? "R²" : "accuracy",
                "95 % interval",
                "latency",
            ],
            record.Models.Select(model =>
                (IReadOnlyList<string>)
                    [
                        model.Name,
                        Core.Kinds.Spelling.Word(model.Role.ToString()),
                        Number(model.Parameters, model.ParametersUnknown.Count > 0),
                        Number(model.Macs, model.MacsUnknown.Count > 0),
                        Number(model.Bytes),
                        Percent(model.Quality.Value)
                            + (
                                model.Quality.Deviation is { } deviation
                                    ? string.Create(CultureInfo.InvariantCulture, $" ± {100 * deviation:0.00}")
                                    : ""
                            ),
                        $"{Percent(model.Quality.Low)} to {Percent(model.Quality.High)}",
                        Milliseconds(model.LatencyMsMedian),
                    ]
            ),
            leftColumns: 2
        );

    /// <summary>A count: <c>at least 1,234</c> where some is not counted, a dash where nothing is.</summary>
    public static string Number(long? value, bool isAtLeast) =>
        value is { } known ? (isAtLeast ? "at least " : "") + Number(known) : Unknown;

    /// <summary>A time; a dash where it could not be measured.</summary>
    public static string Milliseconds(double? value) =>
        value is { } known ? known.ToString(known < 0.00995 ? "0.0000 ms" : "0.000 ms", CultureInfo.InvariantCulture) : Unknown;

    /// <summary>Operators that a count leaves out, as a sentence; null where it leaves out none.</summary>
    public static string? Uncounted(IEnumerable<string> parameters, IEnumerable<string> macs)
    {
        string?[] parts = [Part("parameters", parameters), Part("multiply-accumulates", macs)];
        return parts.OfType<string>().ToList() is { Count: > 0 } known ? $"Not counted: {string.Join("; ", known)}." : null;
    }

    private static string? Part(string what, IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } known ? $"{what} of {string.Join(", ", known)}" : null;

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Percent(double share) =>
        share < -10 ? "below −1,000 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %").Replace('-', '−');
}
