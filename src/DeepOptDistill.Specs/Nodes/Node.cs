using DeepOptDistill.Core;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>A piece of a YAML document that knows where it was written.</summary>
/// <param name="Place">Where it starts.</param>
internal abstract record Node(Place Place)
{
    /// <summary>The node as the <c>found</c> part of a problem names it: <c>'abc'</c>, <c>a list</c>.</summary>
    public abstract string Shown { get; }
}

/// <summary>Text, number, truth value or nothing.</summary>
/// <param name="Place">Where it starts.</param>
/// <param name="Text">The text, escapes resolved.</param>
/// <param name="Quoted">Whether it was quoted or a block of text: then it is text whatever it looks like.</param>
internal sealed record ScalarNode(Place Place, string Text, bool Quoted) : Node(Place)
{
    /// <summary>Whether this is YAML's null.</summary>
    public bool IsNull => !Quoted && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Shown =>
        IsNull ? "nothing"
        : Text.Length <= 60 ? $"'{Text}'"
        : $"'{Text[..60]}…'";
}

/// <summary>A list.</summary>
/// <param name="Place">Where it starts.</param>
/// <param name="Items">The items.</param>
/// <param name="Flow">Whether it is written on one line in brackets.</param>
internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items, bool Flow) : Node(Place)
{
    public override string Shown => "a list";

    public ListNode With(int index, Node item) => this with { Items = [.. Items.Select((old, i) => i == index ? item : old)] };
}

/// <summary>Keys and values, each key once, in the order of the document.</summary>
/// <param name="Place">Where it starts.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Flow">Whether it is written on one line in braces.</param>
internal sealed record MapNode(Place Place, IReadOnlyList<Entry> Entries, bool Flow) : Node(Place)
{
    public override string Shown =>
        Entries.Count == 0
            ? "an empty map"
            : $"a map with {Noun.Counted(Entries.Count, "key")} ({string.Join(", ", Entries.Select(e => e.Key.Text))})";

    public Node? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    /// <summary>The same map with another value under a key, or with the key added at the end.</summary>
    public MapNode With(string key, Node value) =>
        this[key] is null
            ? this with
            {
                Entries = [.. Entries, new Entry(new ScalarNode(value.Place, key, Quoted: false), value)],
            }
            : this with
            {
                Entries = [.. Entries.Select(e => e.Key.Text == key ? e with { Value = value } : e)],
            };
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record Entry(ScalarNode Key, Node Value)
{
    /// <summary>Where a person looks for the value: at the value itself, or at its key where the value starts on a later line.</summary>
    public Place Place => Value.Place.SameLine(Key.Place) || Value.Place.Rank != Key.Place.Rank ? Value.Place : Key.Place;
}

/// <summary>A node that was refused while reading; its problem is already reported.</summary>
/// <param name="Place">Where it starts.</param>
internal sealed record BrokenNode(Place Place) : Node(Place)
{
    public override string Shown => "a refused value";
}
