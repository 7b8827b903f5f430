using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>
/// YAML text → nodes. One document, plain data: tags, anchors and aliases are refused, so that a file runs nothing and every value
/// has one place. Nesting is limited, so that no text can exhaust the stack.
/// </summary>
internal sealed class NodeReader
{
    private const int DeepestNesting = 64;
    private readonly Findings findings;
    private readonly Func<Mark, Place> place;
    private readonly Events parser;
    private int nesting;

    private NodeReader(string text, Func<Mark, Place> place, Findings findings)
    {
        (this.place, this.findings) = (place, findings);
        parser = new Events(text);
    }

    /// <summary>The document's root; null where the text holds no document. Problems go to the findings.</summary>
    public static Node? Read(string text, Func<Mark, Place> place, Findings findings)
    {
        try
        {
            RefuseNul(text);
            return new NodeReader(text, place, findings).Document();
        }
        catch (YamlException error)
        {
            findings.Add(place(error.Start), $"text that cannot be read ({Sentence(error)})", "YAML", Remedy(text, error.Start));
            return new BrokenNode(place(error.Start));
        }
    }

    private Node? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        var root = Next();
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            findings.Add(place(second.Start), "a second document", "one document in a file", "Put it into a file of its own.");
        return root;
    }

    private Node Next() =>
        parser.Current switch
        {
            AnchorAlias alias => Alias(alias),
            Scalar scalar => Scalar(scalar),
            SequenceStart start => Nested(start, () => List(start)),
            MappingStart start => Nested(start, () => Map(start)),
            var other => throw new YamlException(other!.Start, other.End, "a value is missing"),
        };

    private BrokenNode Alias(AnchorAlias alias)
    {
        parser.MoveNext();
        findings.Add(place(alias.Start), $"alias '*{alias.Value}'", "a value written out", "Write the value here once more.");
        return new BrokenNode(place(alias.Start));
    }

    private Node Scalar(Scalar scalar)
    {
        parser.MoveNext();
        var node = new ScalarNode(place(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain);
        return IsPlain(scalar) ? node : new BrokenNode(node.Place);
    }

    private Node Nested(NodeEvent start, Func<Node> read)
    {
        if (++nesting > DeepestNesting)
            throw new YamlException(start.Start, start.End, FormattableString.Invariant($"nested more than {DeepestNesting} levels deep"));
        var plain = IsPlain(start);
        var node = read();
        nesting--;
        return plain ? node : new BrokenNode(place(start.Start));
    }

    private ListNode List(SequenceStart start)
    {
        var items = new List<Node>();
        parser.MoveNext();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Next());
        return new ListNode(place(start.Start), items, start.Style == SequenceStyle.Flow);
    }

    private MapNode Map(MappingStart start)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        parser.MoveNext();
        while (!parser.TryConsume<MappingEnd>(out _))
            Add(entries, Next(), Next());
        return new MapNode(place(start.Start), [.. entries.Values], start.Style == MappingStyle.Flow);
    }

    private void Add(Dictionary<string, Entry> entries, Node key, Node value)
    {
        if (key is not ScalarNode name)
        {
            if (key is not BrokenNode)
                findings.Add(key.Place, $"{key.Shown} as a key", "a name");
        }
        else if (!entries.TryAdd(name.Text, new Entry(name, value)))
        {
            findings.Add(
                name.Place,
                $"key '{name.Text}' a second time",
                $"each key once (first at {entries[name.Text].Key.Place})",
                "Remove one of them."
            );
        }
    }

    private bool IsPlain(NodeEvent node)
    {
        if (!node.Tag.IsEmpty)
            findings.Add(
                place(node.Start),
                $"tag '{node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal)}'",
                "plain YAML without tags",
                "Remove the tag."
            );
        if (!node.Anchor.IsEmpty)
            findings.Add(
                place(node.Start),
                $"anchor '&{node.Anchor.Value}'",
                "plain YAML without anchors",
                "Remove the anchor and write each value out."
            );
        return node.Tag.IsEmpty && node.Anchor.IsEmpty;
    }

    // The parser takes a NUL for the end and would leave the rest unread.
    private static void RefuseNul(string text)
    {
        var at = text.IndexOf('\0', StringComparison.Ordinal);
        if (at < 0)
            return;
        var mark = new Mark(at, text.AsSpan(0, at).Count('\n') + 1, at - text.LastIndexOf('\n', at));
        throw new YamlException(mark, mark, "a NUL character");
    }

    private static string Sentence(YamlException error) => error.Message.Trim().TrimEnd('.');

    // A tab is often met only after the line that it spoils has begun, with the mark still on the line before.
    private static string Remedy(string text, Mark mark)
    {
        if (text.Split('\n').Skip((int)mark.Line - 1).Take(2).Any(IsIndentedByTab))
            return "Indent with spaces; YAML allows no tabs there.";
        if (Unclosed(text) is { } open)
            return $"Look for a '{open}' that is missing: not every one that is opened is closed.";
        return text.Trim() is { Length: > 0 and < 3 } sign && !sign.Any(char.IsLetterOrDigit) ? $"Put it in quotes: \"{sign}\"." : "";
    }

    /// <summary>
    /// The sign that closes what is left open; null where nothing is. Signs in quotes and comments count too, so it is only a hint.
    /// </summary>
    private static char? Unclosed(string text)
    {
        if (text.Count(sign => sign == '{') > text.Count(sign => sign == '}'))
            return '}';
        return text.Count(sign => sign == '[') > text.Count(sign => sign == ']') ? ']' : null;
    }

    private static bool IsIndentedByTab(string line) =>
        line[..(line.Length - line.TrimStart().Length)].Contains('\t', StringComparison.Ordinal);
}
