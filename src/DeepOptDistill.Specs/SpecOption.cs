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
        return [.. form.Members.Select(member => Option(member.Key, form, member, catalog))];
    }

    /// <summary>What the key is, as a sentence; empty where the program's documentation does not lie beside it.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What other tools call it.</summary>
    public IReadOnlyList<string> AlsoCalled { get; init; } = [];

    /// <summary>The keys of a record and of the records inside it, as paths: <c>ensemble.mix</c>, <c>stages[].epochs</c>.</summary>
    /// <param name="record">The type.</param>
    /// <param name="catalog">The kinds that the keys of a family's type may name.</param>
    public static IReadOnlyList<SpecOption> All(Type record, Catalog catalog) => [.. Under("", FamilyForm.RecordOf(record), catalog)];

    private static IEnumerable<SpecOption> Under(string path, RecordForm form, Catalog catalog)
    {
        foreach (var member in form.Members)
        {
            var key = path + member.Key;
            yield return Option(key, form, member, catalog);
            if (Inner(member.Form) is not var (inner, mark))
                continue;
            foreach (var option in Under($"{key}{mark}.", inner, catalog))
                yield return option;
        }
    }

    private static (RecordForm Form, string Mark)? Inner(Form form) =>
        form switch
        {
            RecordForm record => (record, ""),
            ListForm { Item: RecordForm record } => (record, "[]"),
            MapForm { Item: RecordForm record } => (record, ".NAME"),
            _ => null,
        };

    private static SpecOption Option(string key, RecordForm form, Member member, Catalog catalog) =>
        new(key, Takes(member, catalog), member.Required, Text(form.Default(member, new Writing(Everything: false))))
        {
            Summary = KeySentence.Of(member),
            AlsoCalled = member.AlsoCalled?.Names ?? [],
        };

    /// <summary>Families by their name where they are long: they have lists of their own.</summary>
    private static string Takes(Member member, Catalog catalog) =>
        member.Form switch
        {
            FamilyForm family => member.Expected($"one of {family.Family}"),
            ListForm { Item: FamilyForm family } => member.Expected($"a list of {family.Family}"),
            ListForm { Item: RecordForm } => member.Expected("a list of maps"),
            ListForm { Item: var item } => member.Expected($"a list, each {item.Expected(catalog)}"),
            RecordForm => "a map",
            _ => member.Expected(catalog),
        };

    // A document whose text is empty begins with the mark of one.
    private static string? Text(Node? value) =>
        value is null ? null : NodeWriter.Write(value).TrimEnd('\n').Replace("--- ", "", StringComparison.Ordinal);
}
