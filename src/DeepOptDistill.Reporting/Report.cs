using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Sections;
using DeepOptDistill.Reporting.Verdicts;

namespace DeepOptDistill.Reporting;

/// <summary>
/// The report of a run: a function of its record and of nothing else, the same text on every machine and in every culture.
/// </summary>
public static class Report
{
    /// <summary>The result in sentences, and what makes it no measure of a distillation.</summary>
    public static IReadOnlyList<string> Summary(RunRecord record) => Verdict.Summary(record);

    /// <summary>Writes <c>report.html</c>, <c>report.md</c> and <c>report.json</c>, each as a whole or not at all.</summary>
    /// <param name="record">The run.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    public static void Write(RunRecord record, string folder)
    {
        var (html, markdown, json) = (Html(record), Markdown(record), Json(record));
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), html);
        AtomicFile.WriteText(Path.Combine(folder, "report.md"), markdown);
        AtomicFile.WriteText(Path.Combine(folder, "report.json"), json);
    }

    /// <summary>One page that needs nothing beside it: pictures are inline SVG, there is no script, and nothing is fetched.</summary>
    public static string Html(RunRecord record) =>
        HtmlPage.Of(DocumentOf(record, $"{record.Dataset.Name} · {record.Finished} · deepopt {record.Tool}"));

    /// <summary>The same text in Markdown, tables in place of pictures.</summary>
    public static string Markdown(RunRecord record) => MarkdownPage.Of(DocumentOf(record, $"{record.Dataset.Name}, {record.Finished}"));

    /// <summary>The same for programs: the record's keys, with a <c>summary</c> of the comparison. Keys are added, never renamed.</summary>
    public static string Json(RunRecord record) => JsonPage.Of(record);

    private static Document DocumentOf(RunRecord record, string subtitle) =>
        new(
            "Distillation report",
            record.Name,
            subtitle,
            [.. Section.All.Select(s => new Chapter(s.Title, [.. s.Of(record)])).Where(c => c.Passages.Count > 0)]
        );
}
