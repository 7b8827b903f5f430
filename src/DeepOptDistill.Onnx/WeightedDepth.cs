namespace DeepOptDistill.Onnx;

/// <summary>How deep a tensor lies: weighted layers (convolutions, linear layers) on the longest way from the inputs to it.</summary>
public static class WeightedDepth
{
    /// <summary>Depth of every tensor that the graph computes.</summary>
    public static IReadOnlyDictionary<string, int> Of(OnnxModel model)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Proto.Graph.Node)
        {
            var below = GraphWalk.Reads(node).Select(input => depths.GetValueOrDefault(input)).DefaultIfEmpty(0).Max();
            foreach (var output in node.Output)
                depths[output] = below + (TensorKinds.IsWeighted(node.OpType) ? 1 : 0);
        }
        return depths;
    }
}
