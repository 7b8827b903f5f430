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
    private readonly Dictionary<string, Substitute> substitutes = new(StringComparer.Ordinal);
    private readonly HashSet<string> passed = new(StringComparer.Ordinal);

    private GraphNetwork(OnnxModel model, Func<string, bool> learned, IReadOnlyDictionary<string, Tensor>? given = null)
    {
        this.model = model;
        stored = new StoredTensors(model.Proto.Graph, learned, given);
        opsets = model
            .Proto.OpsetImport.GroupBy(set => set.Domain is "ai.onnx" ? "" : set.Domain)
            .ToDictionary(sets => sets.Key, sets => sets.Max(set => set.Version), StringComparer.Ordinal);
    }

    /// <summary>Reads the weights of a model into the engine.</summary>
    /// <param name="model">The network.</param>
    /// <param name="learned">Whether a stored tensor of floating-point numbers is a parameter; all are where left out.</param>
    /// <exception cref="InputException">Nodes that are not known here, by name.</exception>
    public static GraphNetwork Of(OnnxModel model, Func<string, bool>? learned = null)
    {
        InputException.ThrowIfAny([.. Problems(model)]);
        return new(model, learned ?? (_ => true));
    }

    /// <summary>A graph some of whose stored tensors are the caller's, who goes on owning them.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="given">Tensors by the names under which nodes read them.</param>
    /// <exception cref="InputException">Nodes that are not known here, by name.</exception>
    public static GraphNetwork Of(OnnxModel model, IReadOnlyDictionary<string, Tensor> given)
    {
        InputException.ThrowIfAny([.. Problems(model)]);
        return new(model, _ => false, given);
    }

    /// <summary>A stored tensor of the graph itself.</summary>
    public Tensor Stored(string name) =>
        stored.Find(model.Proto.Graph, name) ?? throw new ArgumentException($"found no stored tensor " + $"'{name}'.", nameof(name));

    /// <summary>Puts a tensor of the caller's, who goes on owning it, in the place of a stored one.</summary>
    /// <param name="name">Name of the stored tensor.</param>
    /// <param name="value">What nodes read instead.</param>
    public void Put(string name, Tensor value) => stored.Put(model.Proto.Graph, name, value);

    /// <summary>Lets a function of the caller's compute what nodes of the graph itself compute.</summary>
    /// <param name="substitute">The function and the nodes.</param>
    public void Put(Substitute substitute)
    {
        substitutes[substitute.Nodes[0].Output[0]] = substitute;
        passed.UnionWith(substitute.Nodes.Skip(1).Select(node => node.Output[0]));
    }

    /// <summary>The operators that are not known here, each once with the node that has it first.</summary>
    public static IEnumerable<Problem> Problems(OnnxModel model) =>
        GraphWalk
            .Nodes(model.Proto.Graph)
            .Where(node => OperatorSet.All.Find(node) is not { IsComputed: true })
            .GroupBy(node => (node.Domain, node.OpType))
            .Select(nodes => new Problem(
                $"node '{Said(nodes.First())}'",
                $"the operator {Named(nodes.Key)}{(nodes.Count() == 1 ? "" : $", which {nodes.Count()} nodes have")}",
                "operators that can be computed and learned through",
                "Use the network as a teacher, or export it with other operators."
            ));

    /// <summary>What is learned: floating-point numbers that stand in the file, by name, in its order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters => stored.Floats;

    /// <summary>Hears of each tensor that a node of the graph itself computes, while it is alive; nobody where left out.</summary>
    public Action<string, Tensor>? Seen { get; set; }

    /// <summary>The outputs of the graph, in its order.</summary>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="isTraining">Whether dropout does what it does in training.</param>
    /// <exception cref="InputException">A node has a form that is not known here.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, bool isTraining = false)
    {
        using var scope = NewDisposeScope();
        var outputs = new Frame(this, model.Proto.Graph, null, isTraining).Run(inputs);
        foreach (var output in outputs)
            output.MoveToOuterDisposeScope();
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
            foreach (var node in graph.Node)
                Compute(node);
            return [.. graph.Output.Select(output => Owned(output.Name))];
        }

        private void Compute(NodeProto node)
        {
            var name = node.Output.Count > 0 ? node.Output[0] : "";
            if (outer is null && network.substitutes.TryGetValue(name, out var substitute))
                Replace(substitute);
            else if (outer is not null || !network.passed.Contains(name))
                Call(node);
            if (outer is null && network.Seen is { } seen)
                Show(node, seen);
            foreach (var read in GraphWalk.Reads(node))
                Forget(read);
            foreach (var unread in node.Output.Where(made => made.Length > 0 && !readers.ContainsKey(made)))
                Drop(unread);
        }

        private void Show(NodeProto node, Action<string, Tensor> seen)
        {
            foreach (var output in node.Output)
                if (alive.TryGetValue(output, out var tensor))
                    seen(output, tensor);
        }

        private void Replace(Substitute substitute)
        {
            using var inside = NewDisposeScope();
            alive[substitute.Output] = substitute.Run([.. substitute.Inputs.Select(name => Read(name)!)]).MoveToOuterDisposeScope();
        }

        private void Call(NodeProto node)
        {
            var operation = OperatorSet.All.Find(node)!;
            var domain = node.Domain is "ai.onnx" ? "" : node.Domain;
            var call = new NodeCall(node, [.. node.Input.Select(Read)], network.opsets.GetValueOrDefault(domain, 1), scope);
            using (var inside = NewDisposeScope())
            {
                var outputs = Answered(operation, call);
                for (var i = 0; i < Math.Min(node.Output.Count, outputs.Count); i++)
                {
                    if (node.Output[i].Length == 0 || outputs[i] is not { } output)
                        continue;
                    alive[node.Output[i]] = output.MoveToOuterDisposeScope();
                }
            }
        }

        private static IReadOnlyList<Tensor?> Answered(Operator operation, NodeCall call)
        {
            try
            {
                return operation.Run(call);
            }
            catch (Exception error) when (error is IndexOutOfRangeException or ArgumentException or OverflowException)
            {
                throw new InputException(
                    new Problem(
                        $"node '{Said(call.Node)}'",
                        $"{call.Node.OpType} whose attributes and inputs do not fit each other",
                        "those that the operator takes",
                        "Export the network again."
                    )
                );
            }
            catch (NotSupportedException error)
            {
                throw new InputException(
                    new Problem(
                        $"node '{Said(call.Node)}'",
                        error.Message,
                        "a form that can be computed and learned through",
                        "Use the network as a teacher, or export it with other operators."
                    )
                );
            }
        }

        private Tensor? Read(string name) =>
            name.Length == 0
                ? null
                : Find(name)
                    ?? throw new InputException(
                        new Problem($"tensor '{name}'", "no node that computes it", "one", "Export the network again.")
                    );

        private Tensor? Find(string name) => alive.GetValueOrDefault(name) ?? network.stored.Find(graph, name) ?? outer?.Find(name);

        private Tensor Owned(string name) => !given.Contains(name) && alive.TryGetValue(name, out var made) ? made : Read(name)!.alias();

        private void Forget(string name)
        {
            if (!readers.TryGetValue(name, out var left))
                return;
            readers[name] = left - 1;
            if (left == 1)
                Drop(name);
        }

        private void Drop(string name)
        {
            if (given.Contains(name) || !alive.Remove(name, out var tensor))
                return;
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
    public Func<string, long[], double, Tensor> DrawMask { get; set; } =
        (_, shape, zero) => rand(shape).ge(zero).to_type(ScalarType.Float32);
}
