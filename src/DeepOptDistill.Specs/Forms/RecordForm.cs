using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A record: a map whose keys are its members'.</summary>
internal sealed class RecordForm(Type type, bool optional) : Form(type, optional)
{
    private readonly RecordShape shape = RecordShape.Of(type);

    public IReadOnlyList<Member> Members => shape.Members;

    public IReadOnlyCollection<string> Keys => [.. shape.Members.Select(m => m.Key)];

    public override string Expected(Catalog catalog) => Keys.Count == 0 ? "an empty map" : $"a map with keys {string.Join(", ", Keys)}";

    public override IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) =>
        Members.Select(m => (m.Form, NodePath.Under(path, m.Key), m.Property.GetValue(value)));

    /// <summary>What a member has when it is left out; null for one that may not be, and where that is null.</summary>
    public Node? Default(Member member, Writing writing) =>
        !member.Required && shape.Default(member) is { } value ? member.Form.Write(value, writing) : null;

    /// <summary>Reads the keys of a map into a record.</summary>
    /// <param name="entries">The keys and values.</param>
    /// <param name="place">Where the record as a whole is.</param>
    /// <param name="reading">Takes problems and places.</param>
    /// <param name="path">The record's path.</param>
    /// <param name="value">The record.</param>
    public bool TryReadEntries(IReadOnlyList<Entry> entries, Place place, Reading reading, string path, out object? value)
    {
        value = null;
        var given = new Dictionary<Member, object?>();
        var ok = true;
        foreach (var entry in entries)
            ok &= TryReadEntry(entry, reading, path, given) || reading.IsLenient;
        ok &= HasRequired(entries, place, reading);
        return ok && TryCreate(given, place, reading, out value);
    }

    /// <summary>Reads a node that stands for one member without its key.</summary>
    public bool TryReadMember(Member member, Node node, Reading reading, string path, out object? value)
    {
        value = null;
        if (!member.Form.TryRead(node, reading, path, out var own) || !Keeps(member, own, path, reading))
            return false;
        return TryCreate(new Dictionary<Member, object?> { [member] = own }, node.Place, reading, out value);
    }

    /// <summary>A record of the keys of a map that can be read; what others must have is null or zero.</summary>
    public object ReadSound(IReadOnlyList<Entry> entries, Reading reading)
    {
        var given = new Dictionary<Member, object?>();
        foreach (var entry in entries)
            TryReadEntry(entry, reading, "", given);
        return shape.Create(given);
    }

    /// <summary>The members that differ from their defaults, or all.</summary>
    public IEnumerable<(string Key, Node Value)> WriteEntries(object value, Writing writing)
    {
        var defaults = writing.Everything ? null : shape.WithDefaults(value);
        foreach (var member in Members)
        {
            var node = member.Form.Write(member.Property.GetValue(value), writing);
            if (member.Required || defaults is null || !Writing.Same(node, member.Form.Write(member.Property.GetValue(defaults), writing)))
                yield return (member.Key, node);
        }
    }

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        if (node is MapNode map)
            return TryReadEntries(map.Entries, reading.Positions.Of(path), reading, path, out value);
        reading.Unfit(node, path, Expected(reading.Catalog));
        value = null;
        return false;
    }

    protected override Node WriteValue(object value, Writing writing) => writing.Map(WriteEntries(value, writing));

    private bool TryReadEntry(Entry entry, Reading reading, string path, Dictionary<Member, object?> given)
    {
        var member = Members.FirstOrDefault(m => m.Key == entry.Key.Text);
        if (member is null)
        {
            reading.Unknown(entry.Key.Place, "key", entry.Key.Text, Keys, Remedy(entry.Key.Text, reading));
            return false;
        }
        var inner = NodePath.Under(path, member.Key);
        reading.Positions.Add(inner, entry.Place);
        if (!member.Form.TryRead(entry.Value, reading, inner, out var value))
            return false;
        given.Add(member, value);
        return Keeps(member, value, inner, reading);
    }

    /// <summary>What a key that there is not was meant for: what other tools call so, a key further in or out, or the nearest.</summary>
    public string Remedy(string key, Reading reading)
    {
        if (Members.FirstOrDefault(member => member.IsCalled(key)) is { } meant)
            return $"Did you mean '{meant.Key}'? It takes {meant.Expected(reading.Catalog)}.";
        if (DeeperKey.Remedy(this, key, reading.Catalog) is { Length: > 0 } deeper)
            return deeper;
        var outer =
            reading.Root?.Type == Type ? null : reading.Root?.Members.FirstOrDefault(member => member.Key == key || member.IsCalled(key));
        return outer is null ? Nearest.Remedy(key, Keys) : $"It goes further out: '{outer.Key}' of the whole document.";
    }

    private static bool Keeps(Member member, object? value, string path, Reading reading)
    {
        var broken = member.Rules.SelectMany(rule => Rule.Broken(rule, value, path)).ToList();
        foreach (var problem in broken)
            reading.Findings.Add(reading.Positions.Of(problem.Where), problem.Found, problem.Expected, problem.Remedy);
        return broken.Count == 0;
    }

    private bool HasRequired(IReadOnlyList<Entry> entries, Place place, Reading reading)
    {
        var missing = Members.Where(m => m.Required && entries.All(e => e.Key.Text != m.Key)).ToList();
        foreach (var member in missing.Where(m => !entries.Any(e => IsMisspelt(e.Key.Text, m.Key))))
            reading.Findings.Add(place, $"no key '{member.Key}'", member.Expected(reading.Catalog), $"Add '{member.Key}'.");
        return missing.Count == 0;
    }

    // A misspelt key is reported as unknown; that its right spelling is missing says nothing more.
    private bool IsMisspelt(string key, string meant) =>
        !Keys.Contains(key) && Nearest.Remedy(key, Keys) is { Length: > 0 } remedy && remedy == Nearest.Remedy(key, [meant]);

    private bool TryCreate(Dictionary<Member, object?> given, Place place, Reading reading, out object? value)
    {
        value = null;
        try
        {
            value = shape.Create(given);
            reading.Positions.Add(value, place);
            return true;
        }
        catch (InputException refused)
        {
            foreach (var problem in refused.Problems)
                reading.Findings.Add(place, problem.Found, problem.Expected, problem.Remedy);
            return false;
        }
    }
}
