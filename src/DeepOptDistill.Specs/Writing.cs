using DeepOptDistill.Specs.Forms;
using DeepOptDistill.Specs.Nodes;

namespace DeepOptDistill.Specs;

/// <summary>How values become nodes: short ones on one line, long ones over several.</summary>
/// <param name="Everything">Whether members that have their default are written too.</param>
internal sealed record Writing(bool Everything)
{
    private const int LongestLine = 100;

    /// <summary>A word or number, unquoted.</summary>
    public static ScalarNode Scalar(string text) => new(default, text, Quoted: false);

    /// <summary>Text, quoted where it could be read as something else.</summary>
    public static ScalarNode Text(string text) => new(default, text, Quoted: !PlainText.Fits(text));

    public ListNode List(IEnumerable<Node> items)
    {
        IReadOnlyList<Node> all = [.. items];
        return Length(all) <= LongestLine ? new ListNode(default, all, Flow: true) : new ListNode(default, [.. all.Select(Unfold)], Flow: false);
    }

    public MapNode Map(IEnumerable<(string Key, Node Value)> entries)
    {
        IReadOnlyList<Entry> all = [.. entries.Select(e => new Entry(Text(e.Key), e.Value))];
        return new MapNode(default, all, Length([.. all.SelectMany(e => new[] { e.Key, e.Value })]) <= LongestLine);
    }

    /// <summary>Whether two nodes say the same.</summary>
    public static bool Same(Node one, Node other) => (one, other) switch
    {
        (ScalarNode a, ScalarNode b) => a.Text == b.Text && a.Quoted == b.Quoted,
        (ListNode a, ListNode b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => Same(p.First, p.Second)),
        (MapNode a, MapNode b) => a.Entries.Count == b.Entries.Count && a.Entries.All(e => b[e.Key.Text] is { } value && Same(e.Value, value)),
        _ => false,
    };

    private static Node Unfold(Node item) => item is MapNode map ? map with { Flow = false } : item;

    private static int Length(IReadOnlyList<Node> nodes) => nodes.Sum(n => Length(n) + 2);

    private static int Length(Node node) => node switch
    {
        ScalarNode scalar => scalar.Text.Length,
        ListNode { Flow: true } list => Length(list.Items) + 2,
        MapNode { Flow: true } map => Length([.. map.Entries.SelectMany(e => new[] { e.Key, e.Value })]) + 2,
        _ => LongestLine + 1,
    };
}
