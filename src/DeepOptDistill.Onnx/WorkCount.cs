using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Multiply-accumulates of single nodes.</summary>
internal sealed class WorkCount(GraphIndex index, IReadOnlyDictionary<string, long[]> shapes)
{
    public long Of(NodeProto node) => node.OpType switch
    {
        "Conv" or "ConvInteger" or "DeformConv" => Size(node.Output[0]) * PerOutput(node.Input[1]),
        "Attention" when node.Domain is "" or "ai.onnx" => Attention(node),
        "QLinearConv" => Size(node.Output[0]) * PerOutput(node.Input[3]),
        "ConvTranspose" => Size(node.Input[0]) * PerOutput(node.Input[1]),
        "Gemm" => Size(node.Output[0]) * Inner(node.Input[0], Attributes.Int(node, "transA", 0) != 0),
        "MatMul" or "MatMulInteger" or "QLinearMatMul" => Size(node.Output[0]) * Shape(node.Input[0])[^1],
        "SVMClassifier" or "SVMRegressor" => Numbers(node, "support_vectors") + Numbers(node, "coefficients"),
        "LinearClassifier" or "LinearRegressor" => Numbers(node, "coefficients"),
        _ => 0,
    };

    /// <summary>A kernel without its first axis: M×(C/g)×k… for Conv, C×(M/g)×k… for ConvTranspose.</summary>
    private long PerOutput(string kernel) => Product(Shape(kernel).Skip(1));

    private static long Numbers(NodeProto node, string attribute) => Attributes.Find(node, attribute)?.Floats.Count ?? 0;

    private long Inner(string matrix, bool transposed) => Shape(matrix)[transposed ? 0 : 1];

    private long Size(string tensor) => Product(Shape(tensor));

    private static long Product(IEnumerable<long> lengths) => lengths.Aggregate(1L, (product, length) => product * length);

    private long[] Shape(string tensor) =>
        index.Stored(tensor) is { } stored ? [.. stored.Dims]
        : shapes.TryGetValue(tensor, out var shape) ? shape
        : throw new ArgumentException($"found no shape of tensor '{tensor}'; expected one for every computed tensor.");

    /// <summary>Queries times keys, and their shares times values: each number of Q and of Y takes one for each of the S keys, those of the past included.</summary>
    private long Attention(NodeProto node)
    {
        var past = node.Input.Count > 4 && node.Input[4].Length > 0 ? Shape(node.Input[4])[^2] : 0;
        return (Size(node.Input[0]) + Size(node.Output[0])) * (Shape(node.Input[1])[^2] + past);
    }
}
