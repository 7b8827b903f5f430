using System.Reflection;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>A record of which one member may be written by itself: <c>0.1</c>, <c>photos</c>, <c>[3, 5]</c>, or a map.</summary>
internal sealed class BareForm(Type type, bool optional) : Form(type, optional)
{
    private readonly RecordForm record = new(type, optional: false);

    public RecordForm Record => record;

    public override string Expected(Catalog catalog) => Type.GetCustomAttribute<BareAttribute>()!.Expected;

    public override IEnumerable<(Form Form, string Path, object? Value)> Inside(object value, string path) => record.Inside(value, path);

    protected override bool TryReadValue(Node node, Reading reading, string path, out object? value)
    {
        if (node is MapNode)
            return record.TryRead(node, reading, path, out value);
        if (Meant(node) is { } member)
            return record.TryReadMember(member, node, reading, path, out value);
        reading.Unfit(node, path, Expected(reading.Catalog));
        value = null;
        return false;
    }

    protected override Node WriteValue(object value, Writing writing)
    {
        var given = record.WriteEntries(value, writing with { Everything = false }).ToList();
        var isBare = given.Count == 1 && Meant(given[0].Value)?.Key == given[0].Key;
        return isBare ? given[0].Value : writing.Map(given);
    }

    private Member? Meant(Node node) => record.Members.FirstOrDefault(member => member.Form.Accepts(node));
}
