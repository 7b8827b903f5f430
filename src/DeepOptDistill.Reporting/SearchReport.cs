using DeepOptDistill.Core;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting;

/// <summary>
/// The page of a search: what to do, the finalists with their noise, and the surface of the first rung, on which all candidates stand. A
/// function of the record and of nothing else.
/// </summary>
public static class SearchReport
{
    private const string AsIs = "the recipe as it is";

    /// <summary>Writes <c>search.html</c> and <c>search.md</c>.</summary>
    /// <param name="record">The search.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    public static void Write(SearchRecord record, string folder)
    {
        var (html, markdown) = (Html(record), Markdown(record));
        AtomicFile.WriteText(Path.Combine(folder, "search.html"), html);
        AtomicFile.WriteText(Path.Combine(folder, "search.md"), markdown);
    }

    /// <summary>One page that needs nothing beside it.</summary>
    public static string Html(SearchRecord record) => HtmlPage.Of(DocumentOf(record));

    /// <summary>The same in Markdown.</summary>
    public static string Markdown(SearchRecord record) => MarkdownPage.Of(DocumentOf(record));

    private static Wording WordsOf(SearchRecord record) => new(record.Task);

    private static Document DocumentOf(SearchRecord record) =>
        new(
            "Search",
            record.Recipe,
            FormattableString.Invariant($"{record.Dataset}, {record.Samples:#,0} validation samples · deepopt {record.Tool}"),
            [
                new Chapter("", [new Lead(record.Advice)]),
                new Chapter(
                    "Finalists",
                    [
                        Finalists(record),
                        new Remark(
                            $"Trained in full; mean and standard deviation over seeds of the {WordsOf(record).Name} on the validation "
                                + $"split. {WordsOf(record).Meaning}".TrimEnd()
                        ),
                    ]
                ),
                .. Surface(record) is { } surface ? new[] { new Chapter("Surface", [surface, new Remark(Seen(record))]) } : [],
                new Chapter("All trainings", [Trials(record)]),
                new Chapter(
                    "To repeat this search",
                    [
                        new Listing(record.Command, "sh"),
                        new Prose(record.Machine.ToString()),
                        new Prose(
                            FormattableString.Invariant(
                                $"{record.Trials.Count} trainings, {Figures.Duration(record.Seconds)}. The test set was not touched."
                            )
                        ),
                    ]
                ),
            ]
        );

    private static string Seen(SearchRecord record) =>
        FormattableString.Invariant(
            $"{WordsOf(record).Title} on the validation split after {First(record)[0].Epochs} epochs, one seed: the first rung, "
        ) + "on which all candidates stand. Bars begin at zero.";

    private static Table Finalists(SearchRecord record) =>
        new(
            [.. Settings(record), new Column(WordsOf(record).Title), new Column("± seeds"), new Column("Seeds")],
            [
                .. record.Finalists.Select(finalist => new Row([
                    .. Cells(record, finalist.Settings),
                    Figures.Percent(finalist.Accuracy),
                    finalist.Seeds > 1 ? Figures.Points(finalist.Deviation).Split(' ')[0] : "",
                    Figures.Count(finalist.Seeds),
                ])),
            ]
        );

    private static Table Trials(SearchRecord record) =>
        new(
            [
                new Column("Rung"),
                .. Settings(record),
                new Column("Epochs"),
                new Column("Seed"),
                new Column(WordsOf(record).Title),
                new Column(WordsOf(record).Watched),
                new Column("", IsNumber: false),
            ],
            [
                .. record
                    .Trials.OrderBy(trial => trial.Rung)
                    .ThenByDescending(trial => trial.Accuracy)
                    .Select(trial => new Row([
                        Figures.Count(trial.Rung),
                        .. Cells(record, trial.Settings),
                        Figures.Count(trial.Epochs),
                        Figures.Count(trial.Seed),
                        trial.Accuracy is { } accuracy ? Figures.Percent(accuracy) : "",
                        trial.Loss is { } loss ? Figures.Number(loss) : "",
                        trial.Failure ?? "",
                    ])),
            ]
        );

    /// <summary>
    /// Rows for the first setting, columns for the second; a row a value where there is one only. Null where values are drawn or there are
    /// more settings.
    /// </summary>
    private static Table? Surface(SearchRecord record)
    {
        if (record.Axes.Count > 2 || record.Axes.Any(axis => axis.Values.Count == 0))
            return null;
        var (first, columns) = (First(record), record.Axes.Count == 2 ? record.Axes[1].Values : [""]);
        Cell At(string row, string column) =>
            first
                .FirstOrDefault(trial =>
                    trial.Settings.Count > 0 && trial.Settings[0] == row && (column.Length == 0 || trial.Settings[1] == column)
                )
                ?.Accuracy
                is { } accuracy
                ? new Cell(Figures.Percent(accuracy), Math.Clamp(accuracy, 0, 1))
                : "";
        return new Table(
            [
                new Column(record.Axes[0].Path + (record.Axes.Count == 2 ? " \\ " + record.Axes[1].Path : ""), IsNumber: false),
                .. columns.Select(column => new Column(column.Length == 0 ? WordsOf(record).Title : column)),
            ],
            [.. record.Axes[0].Values.Select(row => new Row([row, .. columns.Select(column => At(row, column))]))]
        );
    }

    private static List<SearchTrialRecord> First(SearchRecord record) => [.. record.Trials.Where(trial => trial.Rung == 1)];

    private static IEnumerable<Column> Settings(SearchRecord record) => record.Axes.Select(axis => new Column(axis.Path, IsNumber: false));

    private static IEnumerable<Cell> Cells(SearchRecord record, IReadOnlyList<string> settings) =>
        record.Axes.Select(
            (_, i) =>
                new Cell(
                    settings.Count > 0 ? settings[i]
                    : i == 0 ? AsIs
                    : ""
                )
        );
}
