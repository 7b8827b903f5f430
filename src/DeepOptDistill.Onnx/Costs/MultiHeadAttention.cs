using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Attention over queries, keys and values, given apart or packed: (|Q| + |Y|)·T for T keys, those of the past included.</summary>
internal sealed record MultiHeadAttention : OperatorCost
{
    private const int Packed = 5;

    public override IReadOnlyList<string> Operators { get; } = [$"{Microsoft}.MultiHeadAttention"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => At(3);

    public override long? Macs(NodeShapes node)
    {
        var queries = node.Input(0);
        var size = NodeShapes.Product(queries) / (queries.Length == Packed ? queries[3] : 1);
        var past = node.HasInput(6) ? node.Input(6)[^2] : 0;
        return (size + node.OutputSize()) * (Keys(node, queries) + past);
    }

    /// <summary>N×S×D and N×S×heads×2×d hold their keys in the second axis, N×heads×S×d in the third.</summary>
    private static long Keys(NodeShapes node, long[] queries) =>
        !node.HasInput(1) ? queries[1] : node.Input(1) is { Length: 4 } cached ? cached[2] : node.Input(1)[1];
}
