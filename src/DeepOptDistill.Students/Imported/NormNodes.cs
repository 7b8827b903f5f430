using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Students.Imported;

/// <summary>Nodes of a graph that do something else in training: batch norms and dropout.</summary>
internal static class NormNodes
{
    private const float Share = 0.9f;
    private const float Ratio = 0.5f;

    /// <summary>
    /// Batch norms of stored scales, shifts and statistics that no other node reads, each with the rectifier that alone reads it, if there
    /// is one.
    /// </summary>
    public static IEnumerable<(NodeProto Norm, NodeProto? Activation)> Of(GraphProto graph)
    {
        var stored = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var reads = graph.Node.SelectMany(GraphWalk.Reads).Concat(graph.Output.Select(output => output.Name))
            .GroupBy(name => name).ToDictionary(names => names.Key, names => names.Count(), StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => node.OpType == "BatchNormalization" && node.Domain is "" or "ai.onnx"))
        {
            var isOwn = node.Input.Count == 5 && node.Input.Skip(1).All(name => stored.ContainsKey(name) && reads[name] == 1);
            var isPlain = Attributes.Int(node, "training_mode", 0) == 0 && Attributes.Int(node, "spatial", 1) != 0;
            if (!isOwn || !isPlain) continue;
            var next = reads.GetValueOrDefault(node.Output[0]) == 1
                ? graph.Node.FirstOrDefault(other => other.OpType is "Relu" or "LeakyRelu" && other.Input[0] == node.Output[0]) : null;
            yield return (node, next);
        }
    }

    /// <summary>The options of a batch norm.</summary>
    public static BatchNorm OptionsOf(NodeProto node, bool isFrozen) => new()
    {
        Epsilon = Attributes.Float(node, "epsilon", 1e-5f),
        Momentum = 1 - (double)Attributes.Float(node, "momentum", Share) is > 0 and <= 1 and var share ? share : 1 - Share,
        Frozen = isFrozen,
    };

    /// <summary>Slope of a rectifier on the negative side; 1 where there is none.</summary>
    public static float SlopeOf(NodeProto? activation) => activation switch
    {
        null => 1,
        { OpType: "LeakyRelu" } => Attributes.Float(activation, "alpha", 0.01f),
        _ => 0,
    };

    /// <summary>Probability of a zero; null where the graph computes it.</summary>
    public static double? RatioOf(NodeProto dropout, OnnxModel model)
    {
        if (model.Opset < 12) return Attributes.Float(dropout, "ratio", Ratio);
        if (dropout.Input.Count < 2 || dropout.Input[1].Length == 0) return Ratio;
        var stored = model.Proto.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == dropout.Input[1]);
        return stored is null ? null : StoredFloats.Of(stored)[0];
    }
}
