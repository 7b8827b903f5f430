using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Attention with the projection of its input to queries, keys and values: N·S·D·(dQ + dK + dV) and N·S·T·(dQ + dV) for T keys, those of
/// the past included.
/// </summary>
internal sealed record ProjectedAttention : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } = [$"{Microsoft}.Attention", $"{Microsoft}.QAttention"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType == "QAttention" ? Quantized(1, 2) : At(1, 2);

    public override long? Macs(NodeShapes node)
    {
        var (input, columns) = (node.Input(0), node.Input(1)[^1]);
        var tokens = NodeShapes.Product(input.SkipLast(1));
        var (queries, values) = Widths(node.Node, columns);
        var pastAt = node.Node.OpType == "QAttention" ? 8 : 4;
        var keys = input[^2] + (node.HasInput(pastAt) ? node.Input(pastAt)[^2] : 0);
        return tokens * ((input[^1] * columns) + (keys * (queries + values)));
    }

    private static (long Queries, long Values) Widths(NodeProto node, long columns) =>
        Attributes.Find(node, "qkv_hidden_sizes") is { Ints: [var queries, _, var values] }
            ? (queries, values) : (columns / 3, columns / 3);
}
