using System.Runtime.CompilerServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators;

/// <summary>The tensors that a file stores, those of its bodies included, in the engine's memory.</summary>
internal sealed class StoredTensors : IDisposable
{
    private readonly Dictionary<GraphProto, Dictionary<string, Tensor>> graphs = new(ReferenceComparer.Same);
    private readonly List<(string Name, Tensor Value)> floats = [];
    private readonly HashSet<Tensor> given = new(ReferenceEqualityComparer.Instance);

    private readonly Func<string, bool> learned;

    public StoredTensors(GraphProto graph, Func<string, bool> learned, IReadOnlyDictionary<string, Tensor>? theirs = null)
    {
        this.learned = learned;
        Read(graph, theirs);
    }

    /// <summary>Numbers that can be learned, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Floats => floats;

    public Tensor? Find(GraphProto graph, string name) => graphs[graph].GetValueOrDefault(name);

    /// <summary>Puts a tensor of the caller's in the place of one of the graph itself.</summary>
    public void Put(GraphProto graph, string name, Tensor value)
    {
        if (graphs[graph].Remove(name, out var before) && !given.Remove(before))
            before.Dispose();
        floats.RemoveAll(entry => entry.Name == name);
        graphs[graph][name] = value;
        given.Add(value);
    }

    public void Dispose()
    {
        foreach (var tensor in graphs.Values.SelectMany(tensors => tensors.Values).Where(tensor => !given.Contains(tensor)))
            tensor.Dispose();
    }

    private void Read(GraphProto graph, IReadOnlyDictionary<string, Tensor>? theirs)
    {
        var own = new Dictionary<string, Tensor>(theirs ?? new Dictionary<string, Tensor>(), StringComparer.Ordinal);
        given.UnionWith(own.Values);
        graphs.Add(graph, own);
        foreach (var stored in graph.Initializer.Where(stored => !own.ContainsKey(stored.Name)))
            Add(own, stored.Name, () => StoredTensor.Read(stored));
        foreach (var sparse in graph.SparseInitializer.Where(sparse => sparse is { Values: not null, Indices: not null }))
            Add(own, sparse.Values.Name, () => StoredTensor.Read(sparse));
        foreach (var body in graph.Node.SelectMany(GraphWalk.Bodies))
            Read(body, null);
    }

    private void Add(Dictionary<string, Tensor> own, string name, Func<Tensor> read)
    {
        var tensor = Held(name, read).DetachFromDisposeScope();
        own[name] = tensor;
        if (!tensor.is_floating_point() || !learned(name))
            return;
        tensor.requires_grad_(true);
        floats.Add((name, tensor));
    }

    private static Tensor Held(string name, Func<Tensor> read)
    {
        try
        {
            return read();
        }
        catch (NotSupportedException error)
        {
            throw new InputException(
                new Problem(
                    $"tensor '{name}'",
                    error.Message,
                    "numbers that the engine holds: float32, float64, float16, " + "bfloat16, int8, uint8, int16, int32, int64 or bool",
                    "Use the network as a teacher, or export it with other numbers."
                )
            );
        }
    }

    private sealed class ReferenceComparer : IEqualityComparer<GraphProto>
    {
        public static ReferenceComparer Same { get; } = new();

        public bool Equals(GraphProto? one, GraphProto? other) => ReferenceEquals(one, other);

        public int GetHashCode(GraphProto graph) => RuntimeHelpers.GetHashCode(graph);
    }
}
