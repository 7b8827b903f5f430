using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs.Forms;

/// <summary>How values become nodes: short ones on one line, long ones over several.</summary>
/// <param name="Everything">Whether members that have their default are written too.</param>
/// <param name="Place">The place that all nodes take.</param>
internal sealed record Writing(bool Everything, Place Place = default)
{
    private const int LongestLine = 100;
    private const int DeepestLine = 3;

    /// <summary>A word or number, unquoted.</summary>
    public ScalarNode Scalar(string text) => new(Place, text, Quoted: false);

    /// <summary>Text, quoted where it could be read as something else.</summary>
    public ScalarNode Text(string text) => new(Place, text, Quoted: !PlainText.Fits(text));

    public ListNode List(IEnumerable<Node> items)
    {
        IReadOnlyList<Node> all = [.. items];
        return Fits(all) ? new ListNode(Place, all, Flow: true) : new ListNode(Place, [.. all.Select(Unfold)], Flow: false);
    }

    public MapNode Map(IEnumerable<(string Key, Node Value)> entries)
    {
        IReadOnlyList<Entry> all = [.. entries.Select(e => new Entry(Text(e.Key), e.Value))];
        return new MapNode(Place, all, Fits(Parts(all)));
    }

    /// <summary>Whether two nodes say the same.</summary>
    public static bool Same(Node one, Node other) =>
        (one, other) switch
        {
            (ScalarNode a, ScalarNode b) => a.Text == b.Text && a.Quoted == b.Quoted,
            (ListNode a, ListNode b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => Same(p.First, p.Second)),
            (MapNode a, MapNode b) => a.Entries.Count == b.Entries.Count
                && a.Entries.All(e => b[e.Key.Text] is { } value && Same(e.Value, value)),
            _ => false,
        };

    private static Node Unfold(Node item) => item is MapNode map ? map with { Flow = false } : item;

    private static bool Fits(IReadOnlyList<Node> parts) => Length(parts) <= LongestLine && Depth(parts) < DeepestLine;

    private static int Length(IReadOnlyList<Node> parts) =>
        parts.Sum(p => (p is ScalarNode scalar ? scalar.Text.Length : Length(Parts(p)) + 2) + 2);

    private static int Depth(IReadOnlyList<Node> parts) => parts.Max(p => (int?)(p is ScalarNode ? 0 : 1 + Depth(Parts(p)))) ?? 0;

    private static IReadOnlyList<Node> Parts(Node node) =>
        node switch
        {
            ListNode list => list.Items,
            MapNode map => Parts(map.Entries),
            _ => [],
        };

    private static IReadOnlyList<Node> Parts(IReadOnlyList<Entry> entries) => [.. entries.SelectMany(e => new[] { e.Key, e.Value })];
}
