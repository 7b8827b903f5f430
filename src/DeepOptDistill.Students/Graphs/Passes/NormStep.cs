using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Students.Norms.Fused;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>
/// A batch norm of stored scales, shifts and statistics that no other node reads, with the rectifier that alone reads it,
/// if there is one.
/// </summary>
internal sealed class NormStep : TrainingStep, IBatchStatistics
{
    private const float Share = 0.9f;

    private readonly BatchNormForm form;

    private NormStep(IReadOnlyList<NodeProto> nodes, BatchNormForm form)
        : base(nodes, [.. nodes[0].Input]) => this.form = form;

    /// <summary>All of a graph.</summary>
    public static IEnumerable<NormStep> Of(LayerGraph layer, GraphNetwork engine, ReadGraph graph)
    {
        foreach (var node in graph.Graph.Node.Where(node => node.OpType == "BatchNormalization" && node.Domain is "" or "ai.onnx"))
        {
            if (node.Input.Count != 5 || node.Input.Skip(1).Any(name => graph.StoredReads(name) != 1) || !IsPlain(node))
                continue;
            var next = graph.Reader(node) is { OpType: "Relu" or "LeakyRelu" } rectifier ? rectifier : null;
            var options = layer.Norms.GetValueOrDefault(node.Output[0], OptionsOf(node)) with { };
            if (layer.FrozenNorms.Contains(node.Output[0]))
                options = options with { Frozen = true };
            yield return new(
                next is null ? [node] : [node, next],
                new BatchNormForm(options, SlopeOf(next), engine.Stored(node.Input[3]), engine.Stored(node.Input[4]))
            );
        }
    }

    public bool WantsPopulation => form.WantsPopulation;

    public bool Frozen => form.Frozen;

    public bool Separate
    {
        get => form.Separate;
        set => form.Separate = value;
    }

    public void Collect() => form.Collect();

    public void Settle() => form.Settle();

    protected override Tensor Run(IReadOnlyList<Tensor> given)
    {
        var (x, weight, bias) = (given[0], given[1], given[2]);
        if (x.dim() is 2 or 4)
            return form.Of(x, weight, bias, IsTraining);
        // Sequences and volumes are maps of one column.
        using var maps = x.reshape(x.shape[0], x.shape[1], -1, 1);
        using var normalized = form.Of(maps, weight, bias, IsTraining);
        return normalized.reshape(x.shape);
    }

    private static bool IsPlain(NodeProto node) => Attributes.Int(node, "training_mode", 0) == 0 && Attributes.Int(node, "spatial", 1) != 0;

    /// <summary>What the node itself says.</summary>
    private static BatchNorm OptionsOf(NodeProto node) =>
        new()
        {
            Epsilon = Attributes.Float(node, "epsilon", 1e-5f),
            Momentum = 1 - (double)Attributes.Float(node, "momentum", Share) is > 0 and <= 1 and var share ? share : 1 - Share,
        };

    private static float SlopeOf(NodeProto? rectifier) =>
        rectifier switch
        {
            null => 1,
            { OpType: "LeakyRelu" } => Attributes.Float(rectifier, "alpha", 0.01f),
            _ => 0,
        };
}
