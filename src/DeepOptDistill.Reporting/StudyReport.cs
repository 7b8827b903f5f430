using DeepOptDistill.Core;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting;

/// <summary>The report of a study: what the paper says, what was seen, the curves, and all it takes to see it again.</summary>
public static class StudyReport
{
    /// <summary>Writes <c>report.html</c> and <c>report.md</c>.</summary>
    /// <param name="record">The study.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    public static void Write(StudyRecord record, string folder)
    {
        var (html, markdown) = (Html(record), Markdown(record));
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), html);
        AtomicFile.WriteText(Path.Combine(folder, "report.md"), markdown);
    }

    /// <summary>One page that needs nothing beside it.</summary>
    public static string Html(StudyRecord record) => HtmlPage.Of(DocumentOf(record));

    /// <summary>The same in Markdown; curves are left out, their figures are in the tables.</summary>
    public static string Markdown(StudyRecord record) => MarkdownPage.Of(DocumentOf(record));

    private static Document DocumentOf(StudyRecord record) =>
        new(
            "Study",
            record.Name,
            $"{record.Finished} · deepopt {record.Tool}",
            [
                new Chapter("", [new Lead(record.Answer), new Prose($"Question: {record.Question}.")]),
                new Chapter("Paper and finding", [Claims(record)]),
                .. record.Charts.Select(ChartOf),
                .. record.Tables.Select(table => new Chapter(table.Title, [TableOf(table)])),
                new Chapter("How it was done", [new Points(record.Setup), new Points(record.Notes)]),
                new Chapter("To repeat this study", [new Listing(record.Command, "sh"), Origin(record)]),
            ]
        );

    private static Table Claims(StudyRecord record) =>
        new(
            [
                new Column("", IsNumber: false),
                new Column("the paper says", IsNumber: false),
                new Column("we saw", IsNumber: false),
                new Column("source", IsNumber: false),
            ],
            [.. record.Claims.Select(claim => new Row(claim.What, claim.Paper, claim.Seen, claim.Source))]
        );

    private static Chapter ChartOf(ChartRecord chart) =>
        new(
            chart.Title,
            [
                new Pictures(
                    [new Picture($"{chart.Y} by {chart.X}", LineChart.Of(chart), LineChart.Width, LineChart.Height)],
                    "The mean over seeds; the band reaches from the lowest to the highest.",
                    new Remark("The curves are in the HTML report.")
                ),
            ]
        );

    private static Table TableOf(TableRecord table) =>
        new(
            [.. table.Columns.Select((column, i) => new Column(column, IsNumber: i > 0))],
            [.. table.Rows.Select(row => new Row([.. row.Select(cell => new Cell(cell))]))]
        );

    private static Table Origin(StudyRecord record) =>
        new(
            [new Column("", IsNumber: false), new Column("", IsNumber: false)],
            [
                new Row("Machine", record.Machine.ToString()),
                new Row("Tool", record.Tool),
                new Row("Finished", record.Finished),
                new Row("Time", FormattableString.Invariant($"{record.Seconds:0} s")),
            ]
        );
}
