using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Specs;

/// <summary>Every key of every document and kind, as a page of Markdown.</summary>
public static class SpecReference
{
    /// <summary>The page.</summary>
    /// <param name="documents">Documents by what people call them.</param>
    /// <param name="catalog">The kinds.</param>
    public static string Of(IReadOnlyDictionary<string, Type> documents, Catalog catalog)
    {
        var page = new StringBuilder();
        page.AppendLine("# Reference").AppendLine();
        page.AppendLine("Every key that a document or a kind takes. `deepopt list NAME` prints the same.").AppendLine();
        page.AppendLine("## Documents").AppendLine();
        foreach (var (name, type) in documents)
            Keys(page, name, "", SpecOption.All(type, catalog));
        foreach (var (family, type) in catalog.Families)
        {
            page.AppendLine(FormattableString.Invariant($"## {family[..1].ToUpperInvariant()}{family[1..].Replace('-', ' ')}"))
                .AppendLine();
            foreach (var kind in catalog.Members(type))
                Keys(page, kind.Name, kind.Summary, SpecOption.All(kind.Type, catalog));
        }
        return page.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static void Keys(StringBuilder page, string name, string summary, IReadOnlyList<SpecOption> options)
    {
        page.AppendLine(FormattableString.Invariant($"### `{name}`")).AppendLine();
        if (summary.Length > 0)
            page.AppendLine(summary).AppendLine();
        if (options.Count == 0)
            return;
        page.AppendLine("| Key | What it is | Takes | Default |").AppendLine("| :-- | :-- | :-- | :-- |");
        foreach (var option in options)
            page.AppendLine($"| `{option.Key}` | {Cell(option.Summary)} | {Cell(option.Expected)} | {Default(option)} |");
        page.AppendLine();
    }

    private static string Default(SpecOption option) =>
        option.Required ? "must be given"
        : option.Default is { Length: > 0 } text ? $"`{Cell(text)}`"
        : "";

    /// <summary>A pipe would end the cell.</summary>
    private static string Cell(string text) =>
        VisibleText.Of(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
