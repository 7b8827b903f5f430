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
    public static OnnxModel Below(OnnxModel model, string tensor) => Below(model, [tensor]);

    /// <summary>The part of the graph that computes some tensors, which become its outputs in that order.</summary>
    /// <exception cref="InputException">Some names are not tensors that the graph computes: one problem each, with the nearest
    /// name.</exception>
    public static OnnxModel Below(OnnxModel model, IReadOnlyList<string> tensors)
    {
        var exposed = Taps.Expose(model, tensors).Proto.Clone();
        var graph = exposed.Graph;
        var needed = new GraphIndex(graph).Needed(tensors);
        var outputs = graph.Output.ToDictionary(o => o.Name, StringComparer.Ordinal);
        graph.Output.Clear();
        graph.Output.Add(tensors.Distinct(StringComparer.Ordinal).Select(t => outputs[t]));
        Unused.RemoveWhere(graph.Node, n => !n.Output.Any(needed.Contains));
        Unused.RemoveWhere(graph.Input, i => !needed.Contains(i.Name));
        Unused.Remove(graph);
        return model.With(exposed);
    }
}
