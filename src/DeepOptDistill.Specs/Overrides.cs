using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs.Forms;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs;

/// <summary>
/// Puts <c>path=value</c> into a document. The path's keys are checked against the record, so a misspelt one is reported and not
/// added; the kind in a path may be written or left out: <c>optimizer.sgd.momentum</c>, <c>optimizer.momentum</c>.
/// </summary>
internal sealed class Overrides
{
    private readonly Reading reading;
    private readonly Place place;
    private readonly IReadOnlyList<Step> steps;
    private readonly Node value;

    private Overrides(Reading reading, Place place, IReadOnlyList<Step> steps, Node value) =>
        (this.reading, this.place, this.steps, this.value) = (reading, place, steps, value);

    /// <summary>The document with all overrides in it, the last of two for one path winning.</summary>
    public static Node Apply(Node root, Form form, IReadOnlyList<string> overrides, Reading reading)
    {
        for (var i = 0; i < overrides.Count; i++)
            root = Parse(overrides[i], i + 1, reading)?.Put(root, form, 0) ?? root;
        return root;
    }

    private static Overrides? Parse(string text, int rank, Reading reading)
    {
        var cut = text.IndexOf('=', StringComparison.Ordinal);
        var steps = cut < 0 ? null : NodePath.Parse(text[..cut].Trim());
        var place = Place.Override(steps is null ? text : text[..cut].Trim(), rank);
        if (steps is null)
        {
            reading.Findings.Add(place, $"'{text}'", "a path and a value", "Write it like 'stages[1].epochs=60'.");
            return null;
        }
        var value = NodeReader.Read(text[(cut + 1)..], _ => place, reading.Findings) ?? new ScalarNode(place, "", Quoted: false);
        return new Overrides(reading, place, steps, value);
    }

    // The node with the value in it; null where there is neither.
    private Node? Put(Node? node, Form form, int at)
    {
        if (at == steps.Count)
            return value;
        if (node is BrokenNode)
            return node;
        return form switch
        {
            RecordForm record => PutKey(node, record, at),
            // What the file writes by itself gives way to a map.
            BareForm bare => PutKey(node as MapNode, bare.Record, at),
            FamilyForm family => PutOption(node, family, at),
            ListForm list => PutItem(node, list, at),
            MapForm map => PutEntry(node, map.Item, at, () => null),
            _ => Refuse(node, $"'{steps[at]}' below a single value", $"a path that ends at '{steps[at - 1]}'"),
        };
    }

    private Node? PutKey(Node? node, RecordForm record, int at)
    {
        var member = record.Members.FirstOrDefault(m => m.Key == steps[at].Key);
        if (member is not null)
            return PutEntry(node, member.Form, at, () => record.Default(member, new Writing(false, place)));
        return Refuse(node, Shown(steps[at]), Reading.OneOf(record.Keys), record.Remedy(steps[at].ToString(), reading));
    }

    // What the document leaves out has its default, so a path may lead into the default as if it were written there.
    private Node? PutEntry(Node? node, Form form, int at, Func<Node?> byDefault)
    {
        if (steps[at].Key is not { } key)
            return Refuse(node, Shown(steps[at]), "a key");
        var map = node switch
        {
            MapNode given => given,
            null or ScalarNode { IsNull: true } => new MapNode(place, [], Flow: true),
            _ => null,
        };
        return map is not null && Put(map[key] ?? byDefault(), form, at + 1) is { } inner ? map.With(key, inner) : node;
    }

    private Node? PutItem(Node? node, ListForm form, int at)
    {
        if (node is not ListNode list)
            return node is null
                ? Refuse(node, "no list in the file", "a list there", $"Give the whole list: '{steps[at - 1]}=[…]'.")
                : node;
        if (steps[at].Key is not null)
            return Refuse(node, Shown(steps[at]), "an index like [0]");
        var index = steps[at].Index;
        if (index >= list.Items.Count)
            return Refuse(
                node,
                Shown(steps[at]),
                list.Items.Count == 0
                    ? "no index into an empty list"
                    : FormattableString.Invariant($"an index from [0] to [{list.Items.Count - 1}]")
            );
        return Put(list.Items[index], form.Item, at + 1) is { } item ? list.With(index, item) : node;
    }

    private Node? PutOption(Node? node, FamilyForm family, int at)
    {
        if (node is null or ScalarNode { IsNull: true })
            return Refuse(
                node,
                $"no {family.Word} in the file",
                $"its kind: {family.Expected(reading.Catalog)}",
                $"Set the whole: '{{ KIND: {{ {steps[^1]}: … }} }}'."
            );
        if (FamilyForm.Split(node) is not var (kind, options))
            return node;
        if (reading.Catalog.Members(family.Type).FirstOrDefault(k => k.Name == kind.Text) is not { } known)
            return node;
        var record = FamilyForm.RecordOf(known.Type);
        if (IsOtherKind(steps[at], known, family, record))
            return Refuse(
                node,
                $"{family.Word} '{steps[at]}'",
                $"'{kind.Text}', which the file has there",
                $"To change it set the whole: '{{ {steps[at]}: {{ … }} }}'."
            );
        var inner = steps[at].Key == kind.Text ? Put(options, record, at + 1) : PutKey(options, record, at);
        return inner is null || ReferenceEquals(inner, options)
            ? node
            : new MapNode(node.Place, [new Entry(kind, inner)], node is not MapNode { Flow: false });
    }

    private bool IsOtherKind(Step step, Kind known, FamilyForm family, RecordForm record) =>
        step.Key is { } key
        && key != known.Name
        && !record.Keys.Contains(key)
        && reading.Catalog.Members(family.Type).Any(k => k.Name == key);

    private static string Shown(Step step) => step.Key is null ? $"index {step}" : $"key '{step}'";

    private Node? Refuse(Node? node, string found, string expected, string remedy = "")
    {
        reading.Findings.Add(place, found, expected, remedy);
        return node;
    }
}
