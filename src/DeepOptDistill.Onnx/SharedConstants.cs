using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Constants inside of model-local functions: a function that is called twice holds them once.</summary>
internal sealed class SharedConstants
{
    private readonly Dictionary<GraphProto, Dictionary<NodeProto, string>> graphs = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those of one graph: the constant in the function and the name of its tensor in the graph.</summary>
    public Dictionary<NodeProto, string> Of(GraphProto graph)
    {
        if (!graphs.TryGetValue(graph, out var own))
            graphs[graph] = own = new(ReferenceEqualityComparer.Instance);
        return own;
    }
}
