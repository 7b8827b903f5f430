using System.Globalization;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Readable names for the tensors that a graph computes, whatever its exporter called them.</summary>
public static class TapAliases
{
    /// <summary>
    /// An alias for every floating-point tensor that is computed from the inputs: its kind and a number, counted a kind in the order of
    /// computation: <c>conv1</c>, <c>norm1</c>, <c>pool2</c>, <c>add1</c>, <c>linear1</c>. A <c>block</c> is the output of a
    /// non-linearity with at least one weighted layer (convolution, linear) between it and the blocks below. A name that is readable
    /// already (letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, and not only digits) is its own alias. Aliases are unique, and no alias
    /// is the name of another tensor of the graph: a number that would make it one is skipped.
    /// </summary>
    /// <returns>Alias by tensor name.</returns>
    public static IReadOnlyDictionary<string, string> Of(OnnxModel model)
    {
        var graph = model.Proto.Graph;
        var blocks = Blocks(graph);
        var counters = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = GraphWalk.Own(graph).ToHashSet(StringComparer.Ordinal);
        var kinds = graph
            .Node.SelectMany(n => n.Output.Select(o => (Tensor: o, Kind: blocks.Contains(o) ? "block" : TensorKinds.Of(n))))
            .Where(k => k.Tensor.Length > 0)
            .ToDictionary(k => k.Tensor, k => k.Kind, StringComparer.Ordinal);
        return Taps.Computed(model).ToDictionary(t => t, t => IsReadable(t) ? t : Next(kinds[t], counters, taken), StringComparer.Ordinal);
    }

    private static string Next(string kind, Dictionary<string, int> counters, HashSet<string> taken)
    {
        while (true)
        {
            var number = counters[kind] = counters.GetValueOrDefault(kind) + 1;
            var alias = kind + number.ToString(CultureInfo.InvariantCulture);
            if (!taken.Contains(alias))
                return alias;
        }
    }

    /// <summary>Non-linearities above a weighted layer that no other block is above.</summary>
    private static HashSet<string> Blocks(GraphProto graph)
    {
        var nonLinearities = new NonLinearities(graph);
        var (blocks, open) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var node in graph.Node)
        {
            if (!TensorKinds.IsWeighted(node.OpType) && !GraphWalk.Reads(node).Any(open.Contains))
                continue;
            foreach (var output in node.Output)
                (nonLinearities.Of(output) is null ? open : blocks).Add(output);
        }
        return blocks;
    }

    private static bool IsReadable(string name) =>
        name.Any(char.IsAsciiLetter) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
