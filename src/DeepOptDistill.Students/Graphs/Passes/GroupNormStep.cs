using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>
/// Normalization of groups of a sample's channels, as our files write it: reshaped to groups, less the mean, divided by the deviation,
/// reshaped back, scaled and shifted by channel.
/// </summary>
internal sealed class GroupNormStep : TrainingStep
{
    private readonly long groups;
    private readonly double epsilon;

    private GroupNormStep(IReadOnlyList<NodeProto> nodes, IReadOnlyList<string> inputs, long groups, double epsilon)
        : base(nodes, inputs) => (this.groups, this.epsilon) = (groups, epsilon);

    /// <summary>All of a graph.</summary>
    public static IEnumerable<GroupNormStep> Of(ReadGraph graph) =>
        graph.Graph.Node.Where(node => node.OpType == "Reshape").Select(node => Of(node, graph)).OfType<GroupNormStep>();

    protected override Tensor Run(IReadOnlyList<Tensor> given)
    {
        using var weight = given[1].flatten();
        using var bias = given[2].flatten();
        return nn.functional.group_norm(given[0], groups, weight, bias, epsilon);
    }

    private static GroupNormStep? Of(NodeProto grouped, ReadGraph graph)
    {
        if (graph.Whole(grouped.Input[1]) is not [0, > 0 and var groups, -1])
            return null;
        if (
            Find(graph, grouped, "ReduceMean") is not { } mean
            || Find(graph, grouped, "Sub") is not { } centred
            || !graph.IsReadBy(grouped, mean, centred)
        )
            return null;
        if (centred.Input[0] != grouped.Output[0] || centred.Input[1] != mean.Output[0] || !graph.IsReadBy(mean, centred))
            return null;
        if (
            Find(graph, centred, "Mul") is not { } squared
            || Find(graph, centred, "Div") is not { } normalized
            || !graph.IsReadBy(centred, squared, normalized)
        )
            return null;
        var line = Line(graph, squared, "ReduceMean", "Add", "Sqrt", "Div");
        if (
            line is not [var variance, var guarded, var deviation, var divided]
            || divided != normalized
            || normalized.Input[1] != deviation.Output[0]
        )
            return null;
        if (graph.Number(ReadGraph.Other(guarded, variance.Output[0])) is not { } epsilon)
            return null;
        if (Line(graph, normalized, "Reshape", "Mul", "Add") is not [var whole, var scaled, var shifted])
            return null;
        var (weight, bias) = (ReadGraph.Other(scaled, whole.Output[0]), ReadGraph.Other(shifted, scaled.Output[0]));
        if (graph.StoredReads(weight) == 0 || graph.StoredReads(bias) == 0)
            return null;
        return new(
            [grouped, mean, centred, squared, variance, guarded, deviation, normalized, whole, scaled, shifted],
            [grouped.Input[0], weight, bias],
            groups,
            epsilon
        );
    }

    private static NodeProto? Find(ReadGraph graph, NodeProto behind, string op) =>
        graph.Readers(behind.Output[0]).FirstOrDefault(node => node.OpType == op);

    /// <summary>Nodes of which each alone reads the one before; null where they are others.</summary>
    private static List<NodeProto>? Line(ReadGraph graph, NodeProto first, params string[] operators)
    {
        var (line, node) = (new List<NodeProto>(), first);
        foreach (var op in operators)
        {
            if (graph.Reader(node) is not { } next || next.OpType != op)
                return null;
            line.Add(node = next);
        }
        return line;
    }
}
