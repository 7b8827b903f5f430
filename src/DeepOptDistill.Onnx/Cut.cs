using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Onnx;

/// <summary>A part of a network as a network of its own.</summary>
public static class Cut
{
    /// <summary>
    /// The part of the graph that computes one tensor, which becomes the only output: the trunk below a tap, or a model of several
    /// outputs reduced to one. Nodes, stored tensors and inputs that it does not need are left out.
    /// </summary>
    /// <exception cref="InputException">The graph computes no tensor of that name.</exception>
    public static OnnxModel Below(OnnxModel model, string tensor)
    {
        var exposed = Taps.Expose(model, [tensor]).Proto.Clone();
        var graph = exposed.Graph;
        var needed = Needed(new GraphIndex(graph), tensor);
        Unused.RemoveWhere(graph.Output, o => o.Name != tensor);
        Unused.RemoveWhere(graph.Node, n => !n.Output.Any(needed.Contains));
        Unused.RemoveWhere(graph.Input, i => !needed.Contains(i.Name));
        Unused.Remove(graph);
        return new(exposed);
    }

    private static HashSet<string> Needed(GraphIndex index, string tensor)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { tensor };
        var open = new Stack<string>([tensor]);
        while (open.TryPop(out var next))
            if (index.Producer(next) is { } node)
                foreach (var input in GraphWalk.Reads(node).Where(needed.Add)) open.Push(input);
        return needed;
    }
}
