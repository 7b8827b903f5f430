using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs.Passes;

/// <summary>x·σ(x) and x·Φ(x), which graphs write as several nodes, as libtorch's own functions.</summary>
internal sealed class GateStep : TrainingStep
{
    private const double Tolerance = 1e-6;

    private readonly Func<Tensor, Tensor> function;

    private GateStep(IReadOnlyList<NodeProto> nodes, string input, Func<Tensor, Tensor> function)
        : base(nodes, [input]) => this.function = function;

    /// <summary>All of a graph.</summary>
    public static IEnumerable<GateStep> Of(ReadGraph graph) =>
        graph
            .Graph.Node.Select(node =>
                node.OpType switch
                {
                    "Sigmoid" => Silu(node, graph),
                    "Erf" => Gelu(node, graph),
                    _ => null,
                }
            )
            .OfType<GateStep>();

    protected override Tensor Run(IReadOnlyList<Tensor> given) => function(given[0]);

    private static GateStep? Silu(NodeProto gate, ReadGraph graph) =>
        graph.Reader(gate) is { OpType: "Mul" } product && product.Input.Contains(gate.Input[0])
            ? new([gate, product], gate.Input[0], x => nn.functional.silu(x))
            : null;

    /// <summary>x·(1 + erf(x / √2))·½, the halving before or behind the product.</summary>
    private static GateStep? Gelu(NodeProto erf, ReadGraph graph)
    {
        if (graph.Maker(erf.Input[0]) is not { OpType: "Mul" or "Div" } scaled || !graph.IsReadBy(scaled, erf))
            return null;
        var x = scaled.Input[0];
        var factor = graph.Number(ReadGraph.Other(scaled, x)) is { } number
            ? scaled.OpType == "Div"
                ? 1 / number
                : number
            : 0;
        if (Math.Abs(factor - Math.Sqrt(0.5)) > Tolerance || graph.Reader(erf) is not { OpType: "Add" } gate)
            return null;
        if (graph.Number(ReadGraph.Other(gate, erf.Output[0])) is not 1 || graph.Reader(gate) is not { OpType: "Mul" } product)
            return null;
        if (graph.Reader(product) is not { OpType: "Mul" } halved || ReadGraph.Other(product, gate.Output[0]) != x)
            return null;
        return graph.Number(ReadGraph.Other(halved, product.Output[0])) is 0.5
            ? new([scaled, erf, gate, product, halved], x, value => nn.functional.gelu(value))
            : null;
    }
}
