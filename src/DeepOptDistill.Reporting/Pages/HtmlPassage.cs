using System.Globalization;
using System.Xml.Linq;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>Passages as HTML elements.</summary>
internal static class HtmlPassage
{
    public static XElement Of(Passage passage) =>
        passage switch
        {
            Lead lead => Element("p", "lead", PageText.Line(lead.Text)),
            Prose prose => new XElement("p", PageText.Line(prose.Text)),
            Remark remark => Element("p", "remark", PageText.Line(remark.Text)),
            KeyFigures figures => Element("dl", "figures", figures.All.Select(Figure)),
            Points points => new XElement("ul", points.All.Select(p => new XElement("li", PageText.Line(p)))),
            Listing listing => new XElement("pre", PageText.Allowed(listing.Text.ReplaceLineEndings("\n"))),
            Table table => TableOf(table),
            Pictures pictures => Element(
                "div",
                pictures.All.Count > 1 ? "pictures" : "picture",
                pictures.All.Select(PictureOf),
                new XElement("p", new XAttribute("class", "remark"), PageText.Line(pictures.Note))
            ),
            _ => throw new InvalidOperationException($"found {passage.GetType()}; expected a passage that HTML can show."),
        };

    private static XElement Element(string name, string style, params object?[] content) =>
        new(name, new XAttribute("class", style), content);

    private static XElement Figure(KeyFigure figure) =>
        new(
            "div",
            new XElement("dt", PageText.Line(figure.Name)),
            Element("dd", "value", PageText.Line(figure.Value)),
            Element("dd", "note", PageText.Line(figure.Note))
        );

    private static XElement PictureOf(Picture picture) =>
        new(
            "figure",
            new XElement("figcaption", PageText.Line(picture.Title)),
            picture.Narrow is { } narrow ? [Drawn(picture, "wide"), Drawn(narrow, "narrow")] : new[] { Drawn(picture) }
        );

    private static XElement Drawn(Picture picture, string? style = null)
    {
        var drawn = Svg.Of(picture.Chart, picture.Width, picture.Height, PageText.Line(picture.Title));
        if (style is not null)
            drawn.Add(new XAttribute("class", style));
        return drawn;
    }

    private static XElement TableOf(Table table)
    {
        var head = table.Columns.Any(c => c.Title.Length > 0)
            ? new XElement("thead", new XElement("tr", table.Columns.Select(c => CellOf("th", c, new Cell(c.Title)))))
            : null;
        return Element("div", "table", new XElement("table", head, new XElement("tbody", table.Rows.Select(r => RowOf(table, r)))));
    }

    private static XElement RowOf(Table table, Row row) =>
        new(
            "tr",
            row.IsTotal ? new XAttribute("class", "total")
                : row.Role is { } role ? new XAttribute("class", Spelling.Word(role.ToString()))
                : null,
            row.Cells.Zip(table.Columns, (cell, column) => CellOf("td", column, cell))
        );

    private static XElement CellOf(string name, Column column, Cell cell) =>
        new(
            name,
            column.IsNumber ? new XAttribute("class", "number") : null,
            name == "td" && column.Title.Length > 0 ? new XAttribute("data-label", PageText.Line(column.Title)) : null,
            PageText.Line(cell.Text),
            cell.Share is { } share ? Element("span", "bar", Element("span", "part", WidthOf(share), "")) : null
        );

    private static XAttribute WidthOf(double share) =>
        new("style", string.Create(CultureInfo.InvariantCulture, $"width:{100 * share:0.#}%"));
}
