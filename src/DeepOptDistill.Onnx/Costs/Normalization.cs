using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Normalizations with learned scale and shift, and the statistics of a batch norm. What they multiply is not counted.</summary>
internal sealed record Normalization : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "BatchNormalization", "InstanceNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization",
        "SimplifiedLayerNormalization", $"{Microsoft}.SimplifiedLayerNormalization", $"{Microsoft}.SkipLayerNormalization",
        $"{Microsoft}.SkipSimplifiedLayerNormalization", $"{Microsoft}.GroupNorm", $"{Microsoft}.SkipGroupNorm",
    ];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType switch
    {
        "BatchNormalization" => At(1, 2, 3, 4),
        "RMSNormalization" or "SimplifiedLayerNormalization" => At(1),
        "SkipLayerNormalization" => At(2, 3, 4),
        "SkipSimplifiedLayerNormalization" => At(2, 3),
        "SkipGroupNorm" => At(1, 2, 4),
        _ => At(1, 2),
    };
}
