using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Charts;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>Counts the pictures of a page, so that each has identifiers of its own.</summary>
internal sealed class PictureNumber
{
    private int last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"picture{++last}");
}

/// <summary>Passages as HTML elements.</summary>
internal static class HtmlPassage
{
    public static XElement Of(Passage passage, PictureNumber pictures) => passage switch
    {
        Lead lead => Element("p", "lead", Clean(lead.Text)),
        Prose prose => new XElement("p", Clean(prose.Text)),
        Remark remark => Element("p", "remark", Clean(remark.Text)),
        KeyFigures figures => Element("dl", "figures", figures.All.Select(Figure)),
        Points points => new XElement("ul", points.All.Select(p => new XElement("li", Clean(p)))),
        Listing listing => new XElement("pre", new XElement("code", Clean(listing.Text.ReplaceLineEndings("\n")))),
        Table table => TableOf(table),
        Pictures all => Element("div", all.All.Count > 1 ? "pictures" : "picture", all.All.Select(p => PictureOf(p, pictures.Next()))),
        _ => throw new InvalidOperationException($"found {passage.GetType()}; expected a passage that HTML can show."),
    };

    /// <summary>The text without what no page may hold: control characters and halves of surrogate pairs.</summary>
    public static string Clean(string text) => string.Concat(text.EnumerateRunes().Select(r => IsAllowed(r.Value) ? r.ToString() : "\uFFFD"));

    private static bool IsAllowed(int value) => value > char.MaxValue || XmlConvert.IsXmlChar((char)value);

    private static XElement Element(string name, string style, params object?[] content) => new(name, new XAttribute("class", style), content);

    private static XElement Figure(KeyFigure figure) => new(
        "div",
        new XElement("dt", Clean(figure.Name)),
        Element("dd", "value", Clean(figure.Value)),
        Element("dd", "note", Clean(figure.Note)));

    private static XElement PictureOf(Picture picture, string id) => new(
        "figure",
        new XElement("figcaption", Clean(picture.Title)),
        Svg.Of(picture.Chart, picture.Width, picture.Height, Clean(picture.Title), id));

    private static XElement TableOf(Table table)
    {
        var head = table.Columns.Any(c => c.Title.Length > 0)
            ? new XElement("thead", new XElement("tr", table.Columns.Select(c => CellOf("th", c, new Cell(c.Title)))))
            : null;
        return Element("div", "table", new XElement("table", head, new XElement("tbody", table.Rows.Select(r => RowOf(table, r)))));
    }

    private static XElement RowOf(Table table, Row row) => new(
        "tr",
        row.IsTotal ? new XAttribute("class", "total") : row.Role is { } role ? new XAttribute("class", Spelling.Word(role.ToString())) : null,
        row.Cells.Zip(table.Columns, (cell, column) => CellOf("td", column, cell)));

    private static XElement CellOf(string name, Column column, Cell cell) => new(
        name,
        column.IsNumber ? new XAttribute("class", "number") : null,
        Clean(cell.Text),
        cell.Share is { } share ? Element("span", "bar", Element("span", "part", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"width:{100 * share:0.#}%")), "")) : null);
}
