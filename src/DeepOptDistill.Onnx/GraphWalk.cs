using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Everything in a graph, the bodies of If, Loop and Scan included.</summary>
internal static class GraphWalk
{
    /// <summary>All stored tensors: initializers, sparse ones and tensor attributes.</summary>
    public static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph
            .Initializer.Concat(graph.SparseInitializer.SelectMany(s => new[] { s.Values, s.Indices }).OfType<TensorProto>())
            .Concat(graph.Node.SelectMany(n => n.Attribute).SelectMany(Tensors));

    /// <summary>Names that a node reads: its inputs, and whatever its bodies read.</summary>
    public static IEnumerable<string> Reads(NodeProto node) =>
        node
            .Input.Concat(Bodies(node).SelectMany(b => b.Node.SelectMany(Reads).Concat(b.Output.Select(o => o.Name))))
            .Where(n => n.Length > 0);

    /// <summary>All nodes, those of bodies included.</summary>
    public static IEnumerable<NodeProto> Nodes(GraphProto graph) => graph.Node.Concat(graph.Node.SelectMany(Bodies).SelectMany(Nodes));

    /// <summary>Names of all tensors, those of bodies included.</summary>
    public static IEnumerable<string> Names(GraphProto graph) =>
        Own(graph).Concat(graph.Node.SelectMany(n => n.Input)).Concat(graph.Node.SelectMany(Bodies).SelectMany(Names));

    /// <summary>Names that a graph gives: its inputs, what it stores, what its nodes compute.</summary>
    public static IEnumerable<string> Own(GraphProto graph) =>
        graph
            .Input.Select(i => i.Name)
            .Concat(graph.Initializer.Select(i => i.Name))
            .Concat(graph.SparseInitializer.Where(s => s.Values is not null).Select(s => s.Values.Name))
            .Concat(graph.Node.SelectMany(n => n.Output));

    /// <summary>The graphs inside a node.</summary>
    public static IEnumerable<GraphProto> Bodies(NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is { } body ? a.Graphs.Prepend(body) : a.Graphs);

    /// <summary>Lets every node read another tensor in the place of one, those of bodies too.</summary>
    public static void Rename(GraphProto graph, string name, string other)
    {
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == name)
                    node.Input[i] = other;
            foreach (var body in GraphWalk.Bodies(node))
                Rename(body, name, other);
        }
    }

    private static IEnumerable<TensorProto> Tensors(AttributeProto attribute)
    {
        var own = attribute.T is { } tensor ? attribute.Tensors.Prepend(tensor) : attribute.Tensors;
        var bodies = attribute.G is { } body ? attribute.Graphs.Prepend(body) : attribute.Graphs;
        return own.Concat(bodies.SelectMany(Tensors));
    }
}
