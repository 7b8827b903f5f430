using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Names for new tensors and nodes that nothing of a graph has yet.</summary>
/// <param name="graph">The graph.</param>
internal sealed class FreeNames(GraphProto graph)
{
    private readonly HashSet<string> taken = GraphWalk.Names(graph).ToHashSet(StringComparer.Ordinal);

    /// <summary>The name, with as many underscores behind it as it takes.</summary>
    public string Of(string name)
    {
        while (!taken.Add(name))
            name += "_";
        return name;
    }
}
