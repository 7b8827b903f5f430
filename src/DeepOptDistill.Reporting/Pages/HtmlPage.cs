using System.Text;
using System.Xml;
using System.Xml.Linq;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>The report as one page.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> Style = new(() => Resource("report.css"));

    public static string Of(Document document)
    {
        var main = new XElement("main", Head(document), document.Chapters.Select(ChapterOf));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {Text(new XElement("title", PageText.Line($"{document.Title} – {document.Kicker.ToLowerInvariant()}")))}
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

    private static XElement Head(Document document) =>
        new(
            "header",
            new XElement("p", new XAttribute("class", "kicker"), document.Kicker),
            new XElement("h1", PageText.Line(document.Title)),
            new XElement("p", new XAttribute("class", "remark"), PageText.Line(document.Subtitle))
        );

    private static XElement ChapterOf(Chapter chapter) =>
        new("section", chapter.Title.Length > 0 ? new XElement("h2", chapter.Title) : null, chapter.Passages.Select(HtmlPassage.Of));

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        using (
            var writer = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    Indent = true,
                    IndentChars = " ",
                    NewLineChars = "\n",
                    OmitXmlDeclaration = true,
                    CheckCharacters = false,
                }
            )
        )
            element.Save(writer);
        return text.ToString();
    }

    private static string Resource(string name)
    {
        using var stream =
            typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"found no resource '{name}'; expected one.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
