using System.Collections;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A list of values of one form.</summary>
internal sealed class ListForm(Type type, bool optional, Form item) : Form(type, optional)
{
    public Form Item => item;

    public override bool Accepts(Node node) => node is ListNode;

    public override string Expected(Catalog catalog) => "a list";

    public override IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) =>
        ((IEnumerable)value).Cast<object?>().Select((v, i) => (item, NodePath.Item(path, i), v));

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        value = null;
        if (node is not ListNode list)
        {
            reading.Unfit(node, path, $"a list, each item {item.Expected(reading.Catalog)}", "Write [ … ] around it.");
            return false;
        }
        var read = list.Items.Select((n, i) => ReadItem(n, reading, NodePath.Item(path, i))).ToList();
        if (reading.IsLenient)
            read = [.. read.Where(item => item.Ok)];
        if (read.TrueForAll(r => r.Ok))
            value = Build([.. read.Select(r => r.Value)]);
        return value is not null;
    }

    protected override Node WriteValue(object value, Writing writing) =>
        writing.List(((IEnumerable)value).Cast<object?>().Select(v => item.Write(v, writing)));

    private (bool Ok, object? Value) ReadItem(Node node, Reading reading, string path)
    {
        reading.Positions.Add(path, node.Place);
        var ok = item.TryRead(node, reading, path, out var value);
        return (ok, value);
    }

    private object Build(object?[] values)
    {
        var element = item.Optional && item.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(item.Type) : item.Type;
        var items = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++)
            items.SetValue(values[i], i);
        return Type.IsArray ? items : Activator.CreateInstance(typeof(SpecList<>).MakeGenericType(element), items)!;
    }
}
