using System.Reflection;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>
/// A member of a family: its kind alone, or a map of one key with the kind's options below: <c>relu</c>, <c>{ conv: { channels: 16 } }</c>.
/// </summary>
internal sealed class FamilyForm(Type type, bool optional) : Form(type, optional)
{
    /// <summary>The family, as lists call it: <c>losses</c>.</summary>
    public string Family { get; } = type.GetCustomAttribute<FamilyAttribute>()!.Name;

    /// <summary>One of the family, as messages call it: <c>loss</c>.</summary>
    public string Word { get; } = Noun.Singular(type.GetCustomAttribute<FamilyAttribute>()!.Name);

    public override string Expected(Catalog catalog) =>
        catalog.Members(Type) is { Count: > 0 } kinds ? Reading.OneOf([.. kinds.Select(k => k.Name)]) : Noun.WithArticle(Word);

    public override IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) =>
        RecordOf(value.GetType()).Inside(value, path);

    /// <summary>The form of a kind's options.</summary>
    public static RecordForm RecordOf(Type kind) => new(kind, optional: false);

    /// <summary>The kind that a node names and the node of its options; null where the node is not one kind.</summary>
    public static (ScalarNode Kind, Node? Options)? Split(Node node) =>
        node switch
        {
            ScalarNode name => (name, null),
            MapNode { Entries: [var entry] } => (entry.Key, entry.Value),
            _ => null,
        };

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        value = null;
        if (Split(node) is not var (name, options))
            return NotOneKind(node, reading, path);
        if (node is MapNode)
            reading.Positions.Add(path, name.Place);
        var kind = reading.Catalog.Members(Type).FirstOrDefault(k => k.Name == name.Text);
        if (kind is not null)
            return TryReadOptions(kind, name, options, reading, path, out value);
        reading.Unknown(
            name.Place,
            Word,
            name.Text,
            [.. reading.Catalog.Members(Type).Select(k => k.Name)],
            Meant(name.Text, reading.Catalog)
        );
        return false;
    }

    /// <summary>The kinds that other tools call so, each with what it is, as one word may mean several; null where there is none.</summary>
    private string? Meant(string word, Catalog catalog)
    {
        List<string> meant =
        [
            .. catalog
                .Members(Type)
                .Where(kind => kind.Type.GetCustomAttribute<AlsoCalledAttribute>()?.Fits(word) == true)
                .Select(kind => $"'{kind.Name}' ({kind.Summary})"),
        ];
        return meant.Count == 0 ? null : $"Did you mean {string.Join(" or ", meant)}?";
    }

    protected override Node WriteValue(object value, Writing writing)
    {
        var attribute =
            value.GetType().GetCustomAttribute<KindAttribute>()
            ?? throw new InvalidOperationException($"found {value.GetType()} without [Kind]; expected one.");
        var kind = writing.Everything ? attribute.VersionedName : attribute.Name;
        var options = RecordOf(value.GetType()).WriteEntries(value, writing).ToList();
        return options.Count == 0 ? writing.Scalar(kind) : writing.Map([(kind, writing.Map(options))]);
    }

    private static bool TryReadOptions(Kind kind, ScalarNode name, Node? options, Reading reading, string path, out object? value)
    {
        value = null;
        var form = RecordOf(kind.Type);
        switch (options)
        {
            case null or ScalarNode { IsNull: true }:
                return form.TryReadEntries([], name.Place, reading, path, out value);
            case MapNode map:
                return form.TryReadEntries(map.Entries, name.Place, reading, path, out value);
            case BrokenNode:
                return false;
            default:
                reading.Findings.Add(options.Place, $"{options.Shown} for '{kind.Name}'", form.Expected(reading.Catalog));
                return false;
        }
    }

    private bool NotOneKind(Node node, Reading reading, string path)
    {
        var kinds = reading.Catalog.Members(Type).Select(k => k.Name).ToHashSet();
        var words = (node as MapNode)?.Entries.SelectMany(e => new[] { e.Key.Text, (e.Value as ScalarNode)?.Text }) ?? [];
        var named = words.FirstOrDefault(w => w is not null && kinds.Contains(w));
        reading.Unfit(
            node,
            path,
            $"one {Word}: {Expected(reading.Catalog)}",
            named is null ? "" : $"Put the options below their kind: {{ {named}: {{ … }} }}."
        );
        return false;
    }
}
