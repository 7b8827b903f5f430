using DeepOptDistill.Core;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Students.Graphs;

/// <summary>Where a block writes itself as nodes of ONNX, and its numbers under their names; and where in the network it is.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Numbers">Where numbers come from.</param>
/// <param name="Seed">Seed of the layer, from which its weights are drawn.</param>
internal sealed record LayerWriter(GraphBuilder Graph, LayerNumbers Numbers, Seed Seed)
{
    /// <summary>Shape of every layer's output for one sample.</summary>
    public Dictionary<string, long[]> Shapes { get; init; } = [];

    /// <summary>Options of batch norms by the tensor that they compute: more than the node itself can say.</summary>
    public Dictionary<string, BatchNorm> Norms { get; init; } = [];

    /// <summary>Seed and probability of dropout, by the tensor that it computes.</summary>
    public Dictionary<string, (Seed Seed, double Probability)> Masks { get; init; } = [];

    /// <summary>
    /// Names that the file's input and output have, and what makes them; a layer of such a name is told apart by a slash, which no layer's
    /// own name may hold.
    /// </summary>
    public IReadOnlyList<string> Reserved { get; init; } = [];

    /// <summary>Name of the tensor that leaves the layer, with which names of what is inside begin.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Whether the graph is trained: what a file leaves out is written, too.</summary>
    public bool IsTrained => Numbers.AreTrained;

    private string Prefix { get; init; } = "";

    private string Path { get; init; } = "";

    /// <summary>The writer of a layer.</summary>
    public LayerWriter At(string layer) => this with { Name = Prefix + Own(layer), Path = $"{Path}{layer}.", Seed = Seed.Derive(layer) };

    /// <summary>The writer of layers inside this one.</summary>
    /// <param name="part">Part of the layer in the network's state.</param>
    /// <param name="isApart">Whether tensors and seeds have the part's name, too.</param>
    public LayerWriter Inside(string part, bool isApart) =>
        this with
        {
            Prefix = isApart ? $"{Name}.{part}." : $"{Name}.",
            Path = $"{Path}{part}.",
            Seed = isApart ? Seed.Derive(part) : Seed,
        };

    /// <summary>The node whose output leaves the layer.</summary>
    public string Node(string op, IEnumerable<string> inputs, params (string Key, object Value)[] attributes) =>
        Graph.Node(op, Name, inputs, attributes);

    /// <summary>A node before it.</summary>
    public string Inner(string part, string op, IEnumerable<string> inputs, params (string Key, object Value)[] attributes) =>
        Graph.Node(op, $"{Name}.{part}", inputs, attributes);

    /// <summary>Numbers that stay as they are.</summary>
    public string Constant(string part, float[] values, params long[] shape) => Graph.Constant($"{Name}.{part}", values, shape);

    /// <summary>Whole numbers: a shape, axes.</summary>
    public string Constant(string part, long[] values) => Graph.Constant($"{Name}.{part}", values);

    /// <summary>Numbers that are learned.</summary>
    /// <param name="key">Name in the state, and of the tensor.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="first">What they begin as; zeros where left out.</param>
    public string Parameter(string key, long[] shape, Func<float[]>? first = null) => Parameter(key, key, shape, shape, first);

    /// <summary>Numbers that are learned, and stand in the graph in another shape or under another name than in the state.</summary>
    public string Parameter(string key, string tensor, long[] shape, long[] kept, Func<float[]>? first = null) =>
        Numbers.Store(
            this,
            $"{Name}.{tensor}",
            Path + key,
            shape,
            kept,
            first ?? (() => new float[kept.Aggregate(1L, (product, size) => product * size)]),
            isStatistic: false
        );

    /// <summary>Running statistics.</summary>
    public string Statistic(string key, float[] first) =>
        Numbers.Store(this, $"{Name}.{key}", Path + key, [first.Length], [first.Length], () => first, isStatistic: true);

    private string Own(string name) => Prefix.Length == 0 && Reserved.Contains(name) ? $"layer/{name}" : name;
}
