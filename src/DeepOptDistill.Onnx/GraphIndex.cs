using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Who makes and who reads each tensor of a graph, looked up once.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> reads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredNumbers> numbers = new(StringComparer.Ordinal);

    public GraphIndex(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer)
            Store(tensor.Name, tensor);
        foreach (var sparse in graph.SparseInitializer.Where(s => s.Values is not null))
            numbers[sparse.Values.Name] = StoredNumbers.Of(sparse, sparse.Values.Name);
        foreach (var node in graph.Node)
            Add(node);
        foreach (var output in graph.Output)
            reads[output.Name] = reads.GetValueOrDefault(output.Name) + 1;
    }

    /// <summary>Every tensor that some node computes, in the file's order.</summary>
    public IEnumerable<string> Computed => producers.Keys;

    /// <summary>The node that computes a tensor; null for one that is handed in or an initializer.</summary>
    public NodeProto? Producer(string tensor) => producers.GetValueOrDefault(tensor);

    /// <summary>How many node inputs and graph outputs are this tensor.</summary>
    public int Reads(string tensor) => reads.GetValueOrDefault(tensor);

    /// <summary>The values of a dense initializer or of a Constant node; null for anything computed.</summary>
    public TensorProto? Stored(string tensor) => stored.GetValueOrDefault(tensor);

    /// <summary>Type, count and shape of what the file stores under a name, sparse tensors included; null for anything computed.</summary>
    public StoredNumbers? Numbers(string tensor) => numbers.GetValueOrDefault(tensor);

    /// <summary>Names of some tensors and of everything that their computation reads.</summary>
    public HashSet<string> Needed(IEnumerable<string> tensors)
    {
        var needed = tensors.ToHashSet(StringComparer.Ordinal);
        var open = new Stack<string>(needed);
        while (open.TryPop(out var next))
            if (Producer(next) is { } node)
                foreach (var input in GraphWalk.Reads(node).Where(needed.Add))
                    open.Push(input);
        return needed;
    }

    private void Add(NodeProto node)
    {
        foreach (var output in node.Output.Where(o => o.Length > 0))
            producers[output] = node;
        foreach (var input in GraphWalk.Reads(node))
            reads[input] = reads.GetValueOrDefault(input) + 1;
        if (!ConstantNodes.Is(node) || node.Output.Count == 0)
            return;
        if (ConstantNodes.Dense(node) is { } value)
            Store(node.Output[0], value);
        if (ConstantNodes.Sparse(node) is { } sparse)
            numbers[node.Output[0]] = StoredNumbers.Of(sparse, node.Output[0]);
    }

    private void Store(string name, TensorProto value) => (stored[name], numbers[name]) = (value, StoredNumbers.Of(value, name));
}
