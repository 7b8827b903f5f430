using System.Text;
using System.Text.RegularExpressions;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>The report in GitHub's Markdown.</summary>
internal static partial class MarkdownPage
{
    public static string Of(Document document)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(document.Title)).Append("\n\n").Append(Escape(document.Subtitle)).Append('\n');
        foreach (var chapter in document.Chapters)
        {
            var passages = chapter.Passages.Select(Passage).Where(p => p.Length > 0).ToList();
            if (passages.Count > 0 && chapter.Title.Length > 0)
                text.Append("\n## ").Append(Escape(chapter.Title)).Append('\n');
            foreach (var passage in passages)
                text.Append('\n').Append(passage).Append('\n');
        }
        return text.ToString();
    }

    private static string Passage(Passage passage) =>
        passage switch
        {
            Lead lead => $"**{Escape(lead.Text)}**",
            Prose prose => Escape(prose.Text),
            Remark remark => Escape(remark.Text),
            KeyFigures figures => string.Join(
                "\n",
                figures.All.Select(f => Escape($"- {f.Value} {f.Name}{(f.Note.Length > 0 ? $" ({f.Note})" : "")}"))
            ),
            Points points => string.Join("\n", points.All.Select(p => "- " + Escape(p))),
            Listing listing => Fenced(listing),
            Table table => Table(table),
            Pictures pictures => string.Join("\n\n", pictures.Instead.Select(Passage)),
            _ => throw new InvalidOperationException($"found {passage.GetType()}; expected a passage that Markdown can show."),
        };

    private static string Table(Table table)
    {
        var lines = new List<string>
        {
            Line(table.Columns.Select(c => Escape(c.Title))),
            Line(table.Columns.Select(c => c.IsNumber ? "--:" : ":--")),
        };
        lines.AddRange(
            table.Rows.Select(r => Line(r.Cells.Select(c => r.Role == Role.Student || r.IsTotal ? Bold(Escape(c.Text)) : Escape(c.Text))))
        );
        return string.Join("\n", lines);
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Bold(string text) => text.Length == 0 ? text : $"**{text}**";

    private static string Fenced(Listing listing)
    {
        var longest = Fences().Matches(listing.Text).Select(m => m.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        return $"{fence}{listing.Language}\n{VisibleText.Lines(listing.Text.ReplaceLineEndings("\n"))}\n{fence}";
    }

    /// <summary>
    /// Plain text with nothing left in it that Markdown would take for a mark. An underscore inside a word is none, nor are brackets
    /// without what makes a link, a note or a box of them: lines of YAML can be copied.
    /// </summary>
    private static string Escape(string text) => Marks().Replace(VisibleText.Of(text.ReplaceLineEndings(" ")), @"\$0");

    [GeneratedRegex(@"[\\`*<>|#]|\](?=[(\[:])|\[(?=\^)|^\[(?=[ xX]\])|(?<!\w)_|_(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant)]
    private static partial Regex Fences();
}
