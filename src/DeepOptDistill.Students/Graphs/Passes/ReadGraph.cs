using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>A graph in which patterns are looked for: who makes and who reads each tensor.</summary>
internal sealed class ReadGraph
{
    private readonly GraphIndex index;
    private readonly ILookup<string, NodeProto> readers;

    private readonly IReadOnlySet<string> watched;

    /// <param name="graph">The graph.</param>
    /// <param name="watched">Tensors that somebody outside reads: they are part of no pattern.</param>
    public ReadGraph(GraphProto graph, IReadOnlySet<string>? watched = null)
    {
        this.watched = watched ?? new HashSet<string>();
        (Graph, index) = (graph, new GraphIndex(graph));
        readers = graph
            .Node.SelectMany(node => GraphWalk.Reads(node).Distinct(StringComparer.Ordinal).Select(name => (name, node)))
            .ToLookup(pair => pair.name, pair => pair.node, StringComparer.Ordinal);
    }

    public GraphProto Graph { get; }

    /// <summary>The only node that reads what a node computes; null where there are others, or the graph's output is it.</summary>
    public NodeProto? Reader(NodeProto node) =>
        !watched.Contains(node.Output[0]) && index.Reads(node.Output[0]) == 1 && readers[node.Output[0]].ToList() is [var only]
            ? only
            : null;

    /// <summary>The nodes that read a tensor.</summary>
    public IEnumerable<NodeProto> Readers(string tensor) => readers[tensor];

    /// <summary>Whether nothing but some nodes reads what another computes.</summary>
    public bool IsReadBy(NodeProto node, params NodeProto[] others) =>
        !watched.Contains(node.Output[0])
        && index.Reads(node.Output[0]) == others.Sum(other => other.Input.Count(name => name == node.Output[0]))
        && readers[node.Output[0]].All(others.Contains);

    /// <summary>The node that computes a tensor; null for one that is stored or handed in.</summary>
    public NodeProto? Maker(string tensor) => index.Producer(tensor);

    /// <summary>How many nodes read a stored tensor; 0 for one that is not stored.</summary>
    public int StoredReads(string tensor) => index.Stored(tensor) is null ? 0 : index.Reads(tensor);

    /// <summary>The single number of a stored tensor; null where it is another.</summary>
    public double? Number(string tensor) =>
        index.Stored(tensor) is { } stored
        && TensorValues.Count(stored) == 1
        && TensorValues.IsFloat((TensorProto.Types.DataType)stored.DataType)
        && HasData(stored)
            ? TensorValues.Read(stored)[0]
            : null;

    /// <summary>A stored shape; null where it is computed.</summary>
    public long[]? Whole(string tensor) =>
        index.Stored(tensor) is { DataType: (int)TensorProto.Types.DataType.Int64 } stored ? TensorValues.Integers(stored) : null;

    /// <summary>The other of two inputs.</summary>
    public static string Other(NodeProto node, string input) => node.Input[node.Input[0] == input ? 1 : 0];

    // Learned numbers are elsewhere.
    private static bool HasData(TensorProto tensor) => tensor.HasRawData || tensor.FloatData.Count > 0 || tensor.DoubleData.Count > 0;
}
