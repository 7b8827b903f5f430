using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>All operators whose costs are known, by name.</summary>
internal static class OperatorCosts
{
    private static readonly OperatorCost[] All =
    [
        new Arithmetic(), new Attention(), new Convolution(), new EinsteinSum(), new Experts(), new GroupQueryAttention(), new Linear(),
        new LinearLayer(), new Lookup(), new MatrixProduct(), new MultiHeadAttention(), new Normalization(), new PackedProduct(),
        new ProjectedAttention(), new Recurrence(), new Slope(), new TransposedConvolution(), new Trees(), new Weightless(),
    ];

    private static readonly Dictionary<string, OperatorCost> ByName =
        All.SelectMany(cost => cost.Operators.Select(name => (name, cost))).ToDictionary(o => o.name, o => o.cost, StringComparer.Ordinal);

    /// <summary>What a node's operator costs; null for one that nobody described.</summary>
    public static OperatorCost? Of(NodeProto node) => ByName.GetValueOrDefault(NameOf(node));

    /// <summary>The operator as people name it: alone of the standard, else behind its domain.</summary>
    public static string NameOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";
}
