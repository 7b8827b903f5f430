using System.Collections;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Names of the user's own choice, each with a value of one form.</summary>
internal sealed class MapForm(Type type, bool optional, Form item) : Form(type, optional)
{
    public Form Item => item;

    public override string Expected(Catalog catalog) => $"a map of names, each with {item.Expected(catalog)}";

    public override IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) =>
        Entries(value).Select(e => (item, NodePath.Under(path, e.Key), e.Value));

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        value = null;
        if (node is not MapNode map)
        {
            reading.Unfit(node, path, Expected(reading.Catalog));
            return false;
        }
        var read = map.Entries.Select(e => ReadEntry(e, reading, NodePath.Under(path, e.Key.Text))).ToList();
        if (read.TrueForAll(r => r.Ok))
            value = Build(read.Select(r => (r.Key, r.Value)));
        return value is not null;
    }

    protected override Node WriteValue(object value, Writing writing) =>
        writing.Map(Entries(value).Select(e => (e.Key, item.Write(e.Value, writing))));

    private (bool Ok, string Key, object? Value) ReadEntry(Entry entry, Reading reading, string path)
    {
        reading.Positions.Add(path, entry.Place);
        var ok = item.TryRead(entry.Value, reading, path, out var value);
        return (ok, entry.Key.Text, value);
    }

    private object Build(IEnumerable<(string Key, object? Value)> entries)
    {
        var element = Type.GetGenericArguments()[1];
        var map = (IDictionary)
            Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element), StringComparer.Ordinal)!;
        foreach (var (key, value) in entries)
            map.Add(key, value);
        return Activator.CreateInstance(typeof(SpecMap<>).MakeGenericType(element), map)!;
    }

    private static IEnumerable<(string Key, object? Value)> Entries(object value)
    {
        foreach (var entry in (IEnumerable)value)
            yield return (
                (string)entry.GetType().GetProperty("Key")!.GetValue(entry)!,
                entry.GetType().GetProperty("Value")!.GetValue(entry)
            );
    }
}
