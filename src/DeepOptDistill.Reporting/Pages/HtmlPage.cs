using System.Text;
using System.Xml;
using System.Xml.Linq;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Sections;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>The report as one page.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> Style = new(() => Resource("report.css"));

    public static string Of(RunRecord record)
    {
        var sections = Section.All.Select(s => (Section: s, Passages: s.Of(record).ToList())).Where(s => s.Passages.Count > 0);
        var main = new XElement("main", Head(record), sections.Select(s => SectionOf(s.Section, s.Passages)));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {Text(new XElement("title", PageText.Line($"{record.Name} – distillation report")))}
            <style>
            {Style.Value.TrimEnd()}
            </style>
            </head>
            <body>
            {Text(main)}
            </body>
            </html>

            """;
    }

    private static XElement Head(RunRecord record) => new(
        "header",
        new XElement("p", new XAttribute("class", "kicker"), "Distillation report"),
        new XElement("h1", PageText.Line(record.Name)),
        new XElement("p", new XAttribute("class", "remark"), PageText.Line($"{record.Dataset.Name} · {record.Finished} · deepopt {record.Tool}")));

    private static XElement SectionOf(Section section, List<Passage> passages) => new(
        "section",
        section.Title.Length > 0 ? new XElement("h2", section.Title) : null,
        passages.Select(HtmlPassage.Of));

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, IndentChars = " ", NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
            element.Save(writer);
        return text.ToString();
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"found no resource '{name}'; expected one.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
