using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Learning;

/// <summary>A stretch of a graph through whose ends a single tensor passes: a layer of a network that nobody wrote as layers.</summary>
/// <param name="Name">Readable name of what leaves: the alias of that tensor.</param>
/// <param name="Input">The tensor that enters.</param>
/// <param name="Output">The tensor that leaves.</param>
/// <param name="Model">The nodes between, with what they read of the file.</param>
public sealed record GraphSegment(string Name, string Input, string Output, OnnxModel Model)
{
    /// <summary>
    /// Divides the part of a graph that computes one tensor, behind non-linearities and pools at which nothing else is alive. Tensors that
    /// are computed of stored ones alone are part of each stretch that reads them; a tensor that changes in training and is read in
    /// several stretches makes these one.
    /// </summary>
    /// <param name="model">The network, with one input.</param>
    /// <param name="answer">The tensor that leaves the last stretch.</param>
    /// <param name="isLayer">Whether a tensor may be the output of a stretch.</param>
    /// <param name="isWhole">Whether a stored tensor belongs to one stretch, as it changes in training.</param>
    public static IReadOnlyList<GraphSegment> Of(OnnxModel model, string answer, Func<string, bool> isLayer, Func<string, bool> isWhole)
    {
        var trunk = Cut.Below(model, answer);
        var (aliases, divided) = (TapAliases.Of(model), new Divided(trunk.Proto.Graph, trunk.Inputs[0].Name, answer, isWhole));
        var ends = divided.Ends(isLayer);
        var segments = new List<GraphSegment>();
        var (from, input, names) = (0, trunk.Inputs[0].Name, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (end, output) in ends)
        {
            var part = new ModelProto { IrVersion = trunk.Proto.IrVersion, Graph = divided.Between(from, end, input, output) };
            part.OpsetImport.Add(trunk.Proto.OpsetImport);
            segments.Add(new(Unique(aliases.GetValueOrDefault(output, output), names), input, output, trunk.With(part)));
            (from, input) = (end + 1, output);
        }
        return segments;
    }

    /// <summary>Whether a tensor is the output of a non-linearity or of a pool, whose gradient is asked for by hints.</summary>
    public static Func<string, bool> Layers(OnnxModel model)
    {
        var nonLinearities = new NonLinearities(model.Proto.Graph);
        var pools = model
            .Proto.Graph.Node.Where(node => TensorKinds.IsPool(node.OpType))
            .Select(node => node.Output[0])
            .ToHashSet(StringComparer.Ordinal);
        return tensor => nonLinearities.Of(tensor) is not null || pools.Contains(tensor);
    }

    /// <summary>An alias without the signs that divide names.</summary>
    private static string Unique(string alias, HashSet<string> taken)
    {
        var plain = alias.Replace('.', '-').Replace('/', '-');
        var name = plain;
        for (var number = 2; !taken.Add(name); number++)
            name = FormattableString.Invariant($"{plain}-{number}");
        return name;
    }

    /// <summary>A graph whose nodes are told apart by whether they depend on its input.</summary>
    private sealed class Divided
    {
        private readonly GraphProto graph;
        private readonly string input;
        private readonly string answer;
        private readonly Func<string, bool> isWhole;
        private readonly HashSet<string> dependent;
        private readonly List<NodeProto> nodes;
        private readonly GraphIndex index;

        public Divided(GraphProto graph, string input, string answer, Func<string, bool> isWhole)
        {
            (this.input, this.isWhole) = (input, isWhole);
            (this.graph, this.answer, index, dependent) = (graph, answer, new GraphIndex(graph), new(StringComparer.Ordinal) { input });
            nodes = [];
            foreach (var node in graph.Node.Where(node => GraphWalk.Reads(node).Any(dependent.Contains)))
            {
                nodes.Add(node);
                dependent.UnionWith(node.Output);
            }
        }

        /// <summary>Places of the nodes behind which one tensor alone is alive, and that tensor.</summary>
        public IReadOnlyList<(int Node, string Tensor)> Ends(Func<string, bool> isLayer)
        {
            var last = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < nodes.Count; i++)
                foreach (var name in GraphWalk.Reads(nodes[i]).Where(dependent.Contains))
                    last[name] = i;
            last[answer] = nodes.Count;
            // The input is alive as long as somebody reads it, as any other tensor is.
            var (alive, ends) = (new HashSet<string>(StringComparer.Ordinal) { input }, new List<(int, string)>());
            for (var i = 0; i < nodes.Count; i++)
            {
                alive.UnionWith(nodes[i].Output.Where(name => last.GetValueOrDefault(name, -1) > i));
                alive.RemoveWhere(name => last.GetValueOrDefault(name, -1) <= i);
                var isEnd = alive.Count == 1 && (i == nodes.Count - 1 || isLayer(alive.First()));
                if (isEnd)
                    ends.Add((i, alive.First()));
            }
            return Unshared(ends);
        }

        /// <summary>The ends at which no stored tensor is read on both sides.</summary>
        private List<(int, string)> Unshared(List<(int Node, string Tensor)> ends)
        {
            var spans = new Dictionary<string, (int First, int Last)>(StringComparer.Ordinal);
            for (var i = 0; i < nodes.Count; i++)
                foreach (var name in index.Needed(GraphWalk.Reads(nodes[i]).Where(name => !dependent.Contains(name))).Where(isWhole))
                    spans[name] = spans.TryGetValue(name, out var span) ? (span.First, i) : (i, i);
            var shared = spans.Values.Where(span => span.First < span.Last).ToList();
            return
            [
                .. ends.Where(end => end.Node == nodes.Count - 1 || !shared.Any(span => span.First <= end.Node && end.Node < span.Last)),
            ];
        }

        public GraphProto Between(int first, int end, string input, string output)
        {
            var own = nodes.Skip(first).Take(end - first + 1).ToHashSet();
            var held = index.Needed(own.SelectMany(GraphWalk.Reads).Where(name => !dependent.Contains(name)));
            var part = new GraphProto { Name = graph.Name };
            part.Node.Add(graph.Node.Where(node => own.Contains(node) || node.Output.Any(held.Contains)));
            part.Initializer.Add(graph.Initializer.Where(tensor => held.Contains(tensor.Name)));
            part.SparseInitializer.Add(
                graph.SparseInitializer.Where(sparse => sparse.Values is not null && held.Contains(sparse.Values.Name))
            );
            part.Input.Add(new ValueInfoProto { Name = input });
            part.Output.Add(new ValueInfoProto { Name = output });
            return part;
        }
    }
}
