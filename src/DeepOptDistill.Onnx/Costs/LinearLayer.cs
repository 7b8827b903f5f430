using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>One matrix product with a bias, quantized or fused with what follows: |Y|·K.</summary>
internal sealed record LinearLayer : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
        ["Gemm", $"{Microsoft}.FusedGemm", $"{Microsoft}.GemmFloat8", $"{Microsoft}.QGemm"];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType == "QGemm" ? Quantized(0, 3, 6) : At(0, 1, 2);

    public override long? Macs(NodeShapes node) => node.OutputSize() * node.Input(0)[Attributes.Int(node.Node, "transA", 0) != 0 ? 0 : 1];
}
