using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx.Costs;

/// <summary>Products of matrices in batches, quantized or fused: |Y|·K.</summary>
internal sealed record MatrixProduct : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        "MatMul", "MatMulInteger", "QLinearMatMul", $"{Microsoft}.FusedMatMul", $"{Microsoft}.TransposeMatMul",
        $"{Microsoft}.FusedMatMulActivation", $"{Microsoft}.MatMulIntegerToFloat", $"{Microsoft}.DynamicQuantizeMatMul",
        $"{Microsoft}.MatMulInteger16", $"{Microsoft}.GemmFastGelu",
    ];

    public override IEnumerable<WeightPlace> Weights(NodeProto node) => node.OpType switch
    {
        "QLinearMatMul" => Quantized(0, 3),
        "MatMulInteger" or "MatMulInteger16" => Quantized(0, 1),
        "MatMulIntegerToFloat" => Quantized(0, 1, 6),
        "DynamicQuantizeMatMul" => Quantized(1, 4),
        "GemmFastGelu" => At(1, 2),
        _ => At(0, 1),
    };

    public override long? Macs(NodeShapes node) => node.OutputSize() * Inner(node.Node, node.Input(0));

    /// <summary>What is summed over: the last axis of the first matrix, its second last where that is transposed.</summary>
    private static long Inner(NodeProto node, long[] first)
    {
        if (first.Length < 2 || Attributes.Int(node, "transA", 0) == 0) return first[^1];
        return Attributes.Int(node, "transBatchA", 0) == 0 ? first[^2] : first[0];
    }
}
