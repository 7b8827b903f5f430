using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>
/// An ONNX graph that libtorch computes, node by node, so that it can be learned through. Its weights are parameters by name.
/// </summary>
public sealed class GraphNetwork : IDisposable
{
    private readonly OnnxModel model;
    private readonly StoredTensors stored;
    private readonly Dictionary<string, long> opsets;

    private GraphNetwork(OnnxModel model)
    {
        this.model = model;
        stored = new StoredTensors(model.Proto.Graph);
        opsets = model.Proto.OpsetImport.GroupBy(set => set.Domain is "ai.onnx" ? "" : set.Domain)
            .ToDictionary(sets => sets.Key, sets => sets.Max(set => set.Version), StringComparer.Ordinal);
    }

    /// <summary>Reads the weights of a model into the engine.</summary>
    /// <exception cref="InputException">Nodes that are not known here, by name.</exception>
    public static GraphNetwork Of(OnnxModel model)
    {
        InputException.ThrowIfAny([.. Problems(model)]);
        return new(model);
    }

    /// <summary>The operators that are not known here, each once with the node that has it first.</summary>
    public static IEnumerable<Problem> Problems(OnnxModel model) => GraphWalk.Nodes(model.Proto.Graph)
        .Where(node => OperatorSet.All.Find(node) is null)
        .GroupBy(node => (node.Domain, node.OpType))
        .Select(nodes => new Problem($"node '{Said(nodes.First())}'",
            $"the operator {Named(nodes.Key)}{(nodes.Count() == 1 ? "" : $", which {nodes.Count()} nodes have")}",
            "operators that can be computed and learned through", "Use the network as a teacher, or export it with other operators."));

    /// <summary>What is learned: floating-point numbers that stand in the file, by name, in its order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters => stored.Floats;

    /// <summary>The outputs of the graph, in its order.</summary>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="isTraining">Whether dropout does what it does in training.</param>
    /// <exception cref="InputException">A node has a form that is not known here.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, bool isTraining = false)
    {
        using var scope = NewDisposeScope();
        var outputs = new Frame(this, model.Proto.Graph, null, isTraining).Run(inputs);
        foreach (var output in outputs) output.MoveToOuterDisposeScope();
        return outputs;
    }

    /// <inheritdoc/>
    public void Dispose() => stored.Dispose();

    private static string Said(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? node.OpType;

    private static string Named((string Domain, string OpType) op) => op.Domain is "" or "ai.onnx" ? op.OpType : $"{op.Domain}.{op.OpType}";

    /// <summary>One run of a graph or body: the tensors that are alive, each forgotten after its last reader.</summary>
    private sealed class Frame
    {
        private readonly GraphNetwork network;
        private readonly GraphProto graph;
        private readonly Frame? outer;
        private readonly Dictionary<string, Tensor> alive = new(StringComparer.Ordinal);
        private readonly HashSet<string> given = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> readers = new(StringComparer.Ordinal);
        private readonly GraphScope scope;

        public Frame(GraphNetwork network, GraphProto graph, Frame? outer, bool isTraining)
        {
            (this.network, this.graph, this.outer) = (network, graph, outer);
            scope = new GraphScope(RunBody, isTraining, Mask);
            foreach (var name in graph.Node.SelectMany(GraphWalk.Reads).Concat(graph.Output.Select(output => output.Name)))
                readers[name] = readers.GetValueOrDefault(name) + 1;
        }

        public IReadOnlyList<Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs)
        {
            foreach (var (name, tensor) in inputs)
            {
                alive[name] = tensor;
                given.Add(name);
            }
            foreach (var node in graph.Node) Compute(node);
            return [.. graph.Output.Select(output => Owned(output.Name))];
        }

        private void Compute(NodeProto node)
        {
            var operation = OperatorSet.All.Find(node)!;
            var domain = node.Domain is "ai.onnx" ? "" : node.Domain;
            var call = new NodeCall(node, [.. node.Input.Select(Read)], network.opsets.GetValueOrDefault(domain, 1), scope);
            using (var inside = NewDisposeScope())
            {
                var outputs = Answered(operation, call);
                for (var i = 0; i < Math.Min(node.Output.Count, outputs.Count); i++)
                {
                    if (node.Output[i].Length == 0 || outputs[i] is not { } output) continue;
                    alive[node.Output[i]] = output.MoveToOuterDisposeScope();
                }
            }
            foreach (var name in GraphWalk.Reads(node)) Forget(name);
            foreach (var name in node.Output.Where(name => name.Length > 0 && !readers.ContainsKey(name))) Drop(name);
        }

        private static IReadOnlyList<Tensor?> Answered(Operator operation, NodeCall call)
        {
            try
            {
                return operation.Run(call);
            }
            catch (NotSupportedException error)
            {
                throw new InputException(new Problem($"node '{Said(call.Node)}'", error.Message,
                    "a form that can be computed and learned through", "Use the network as a teacher, or export it with other operators."));
            }
        }

        private Tensor? Read(string name) => name.Length == 0 ? null
            : Find(name) ?? throw new InputException(
                new Problem($"tensor '{name}'", "no node that computes it", "one", "Export the network again."));

        private Tensor? Find(string name) => alive.GetValueOrDefault(name) ?? network.stored.Find(graph, name) ?? outer?.Find(name);

        private Tensor Owned(string name) =>
            !given.Contains(name) && alive.TryGetValue(name, out var made) ? made : Read(name)!.alias();

        private void Forget(string name)
        {
            if (!readers.TryGetValue(name, out var left)) return;
            readers[name] = left - 1;
            if (left == 1) Drop(name);
        }

        private void Drop(string name)
        {
            if (given.Contains(name) || !alive.Remove(name, out var tensor)) return;
            tensor.Dispose();
        }

        private IReadOnlyList<Tensor> RunBody(GraphProto body, IReadOnlyList<Tensor> inputs)
        {
            var named = body.Input.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
            return new Frame(network, body, this, scope.IsTraining).Run(named);
        }

        private Tensor Mask(string node, long[] shape, double zero) => network.DrawMask(node, shape, zero);
    }

    /// <summary>
    /// Draws the masks of dropout: the node's name, the shape, the probability of a zero; by libtorch's generator where none is set.
    /// </summary>
    public Func<string, long[], double, Tensor> DrawMask { get; set; } = (_, shape, zero) =>
        rand(shape).ge(zero).to_type(ScalarType.Float32);
}
