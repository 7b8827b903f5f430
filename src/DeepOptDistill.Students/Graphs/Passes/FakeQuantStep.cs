using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Quantization;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>
/// QuantizeLinear with the DequantizeLinear that alone reads it, by the same steps: a network that was trained for few bits goes on
/// learning through them.
/// </summary>
internal sealed class FakeQuantStep : TrainingStep
{
    private readonly NodeProto quantize;

    private FakeQuantStep(NodeProto quantize, NodeProto back)
        : base([quantize, back], [.. quantize.Input.Where(name => name.Length > 0)]) => this.quantize = quantize;

    /// <summary>All of a graph.</summary>
    public static IEnumerable<FakeQuantStep> Of(ReadGraph graph) =>
        graph.Graph.Node.Select(node => Back(graph, node) is { } back ? new FakeQuantStep(node, back) : null).OfType<FakeQuantStep>();

    /// <summary>The node that turns back what a node quantizes; null where there is none, or others read what lies between.</summary>
    public static NodeProto? Back(ReadGraph graph, NodeProto node) =>
        node.OpType == "QuantizeLinear"
        && graph.Reader(node) is { OpType: "DequantizeLinear" } back
        && node.Input.Skip(1).SequenceEqual(back.Input.Skip(1), StringComparer.Ordinal)
            ? back
            : null;

    protected override Tensor Run(IReadOnlyList<Tensor> given) =>
        FakeQuantization.Of(quantize, given[0], given[1], given.Count > 2 ? given[2] : null);
}
