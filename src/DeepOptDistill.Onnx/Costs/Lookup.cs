using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Rows of learned tables: they are found, not multiplied.</summary>
internal sealed record Lookup : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "Gather", "TfIdfVectorizer", $"{Microsoft}.EmbedLayerNormalization", $"{Microsoft}.QEmbedLayerNormalization",
        $"{Microsoft}.GatherBlockQuantized",
    ];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType switch
    {
        "EmbedLayerNormalization" => At(2, 3, 4, 5, 6),
        "QEmbedLayerNormalization" => Quantized(2, 3, 4, 5, 6),
        "GatherBlockQuantized" => Quantized(0),
        "TfIdfVectorizer" => [],
        _ => At(0),
    };

    public override long Stored(NodeProto node) => node.OpType == "TfIdfVectorizer" ? Linear.Numbers(node, "weights") : 0;
}
