using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Learned numbers by node. A stored tensor is learned where it stands at an operator's place for weights, bias, statistics or
/// slopes, also behind operators that only move or decode numbers. In plain arithmetic it counts unless it is a single number
/// (a constant of a formula). Each tensor counts once, at its first reader.
/// </summary>
internal sealed class ParameterCount(GraphIndex index, ParameterCount? outer = null)
{
    private readonly HashSet<TensorProto> counted = outer?.counted ?? new(ReferenceEqualityComparer.Instance);

    public long Of(NodeProto node) => Own(node) + Classical(node) + GraphWalk.Bodies(node).Sum(Inside);

    /// <summary>Classical operators keep what they learned in attributes: coefficients, thresholds, votes, support vectors.</summary>
    private static long Classical(NodeProto node) => node.Domain != "ai.onnx.ml" ? 0 : node.Attribute
        .Where(a => a.Name is "coefficients" or "intercepts" or "nodes_values" or "class_weights" or "target_weights" or "support_vectors" or "rho" or "prob_a" or "prob_b")
        .Sum(a => a.Floats.Count);

    private long Inside(GraphProto body)
    {
        var inside = new ParameterCount(new GraphIndex(body), this);
        return body.Node.Sum(inside.Of);
    }

    private long Own(NodeProto node) =>
        Places(node.OpType).Where(p => p < node.Input.Count).Sum(p => Learned(node.Input[p], IsQuantized(node.OpType), IsArithmetic(node.OpType)));

    private long Learned(string tensor, bool quantized, bool arithmetic)
    {
        if (Source(tensor, ref quantized) is not { } stored || !Fits((DataType)stored.DataType, quantized)) return 0;
        var count = TensorValues.Count(stored);
        return (arithmetic && count == 1) || !counted.Add(stored) ? 0 : count;
    }

    /// <summary>The stored tensor behind a name, if only moved or decoded on the way.</summary>
    private TensorProto? Source(string tensor, ref bool quantized)
    {
        if (index.Stored(tensor) is { } stored) return stored;
        if (index.Producer(tensor) is not { } producer) return outer?.Source(tensor, ref quantized);
        if (producer.OpType is not ("Transpose" or "Reshape" or "Identity" or "Unsqueeze" or "Squeeze" or "Flatten" or "Cast" or "DequantizeLinear")) return null;
        quantized |= producer.OpType == "DequantizeLinear";
        return Source(producer.Input[0], ref quantized);
    }

    private static bool Fits(DataType type, bool quantized) =>
        TensorValues.IsFloat(type) || NarrowTypes.IsFloat(type) || (quantized && (NarrowTypes.IsWhole(type) || type is DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32));

    private static bool IsQuantized(string op) => op is "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger";

    private static bool IsArithmetic(string op) => op is "Add" or "Sub" or "Mul" or "Div";

    private static int[] Places(string op) => op switch
    {
        "Conv" or "ConvTranspose" => [1, 2],
        "ConvInteger" => [1],
        "DeformConv" => [1, 3],
        "Gemm" => [0, 1, 2],
        "MatMul" or "MatMulInteger" or "Add" or "Sub" or "Mul" or "Div" => [0, 1],
        "QLinearConv" => [3, 8],
        "QLinearMatMul" => [0, 3],
        "BatchNormalization" => [1, 2, 3, 4],
        "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" => [1, 2],
        "PRelu" or "RMSNormalization" => [1],
        "LSTM" => [1, 2, 3, 7],
        "GRU" or "RNN" => [1, 2, 3],
        "Gather" => [0],
        "Einsum" => [0, 1, 2, 3],
        _ => [],
    };
}
