using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Activations with learned slopes or a bias before them.</summary>
internal sealed record Slope : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "PRelu", $"{Microsoft}.BiasGelu", $"{Microsoft}.FastGelu", $"{Microsoft}.BiasSplitGelu",
            $"{Microsoft}.BiasAdd", $"{Microsoft}.BiasDropout",
    ];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => At(1);
}
