using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Convolutions, quantized, fused or channels last: |Y|·(C/g)·∏k. Interpolation of DeformConv is left out.</summary>
internal sealed record Convolution : OperatorCost
{
    private static readonly string[] WithScales = ["QLinearConv"];

    public override IReadOnlyList<string> Operators { get; } =
    [
        "Conv", "ConvInteger", "DeformConv", "QLinearConv", $"{Microsoft}.QLinearConv", $"{Microsoft}.FusedConv",
        $"{Microsoft}.NhwcConv", $"{Microsoft}.NhwcFusedConv",
    ];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType switch
    {
        "QLinearConv" => Quantized(3, 8),
        "ConvInteger" => Quantized(1),
        "DeformConv" => At(1, 3),
        _ => At(1, 2),
    };

    public override long? Macs(NodeShapes node)
    {
        var kernel = node.Input(WithScales.Contains(node.Node.OpType) ? 3 : 1);
        return node.OutputSize() * NodeShapes.Product(kernel.Skip(1));
    }
}
