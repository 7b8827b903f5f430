using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Forms;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs;

/// <summary>A key that a record or kind takes, for lists and manuals.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expected">What a person may write: <c>a number ≥ 0 and &lt; 1</c>.</param>
/// <param name="Required">Whether it must be written.</param>
/// <param name="Default">What it is when it is left out, in YAML; null where it must be written, or where that is nothing.</param>
public sealed record SpecOption(string Key, string Expected, bool Required, string? Default)
{
    /// <summary>The keys of a record or kind, in the order of their declaration.</summary>
    /// <param name="record">The type.</param>
    /// <param name="catalog">The kinds that the keys of a family's type may name.</param>
    public static IReadOnlyList<SpecOption> Of(Type record, Catalog catalog)
    {
        var form = FamilyForm.RecordOf(record);
        return [.. form.Members.Select(m => new SpecOption(m.Key, m.Expected(catalog), m.Required, Text(form.Default(m, new Writing(Everything: false)))))];
    }

    // A document whose text is empty begins with the mark of one.
    private static string? Text(Node? value) => value is null ? null : NodeWriter.Write(value).TrimEnd('\n').Replace("--- ", "", StringComparison.Ordinal);
}
