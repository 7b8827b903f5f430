using System.Text;
using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>What people call the tensor that an operator computes.</summary>
internal static class TensorKinds
{
    /// <summary>The kind in one word; an operator that has none is spelt in kebab-case: <c>reduce-sum</c>.</summary>
    public static string Of(NodeProto node) =>
        node.OpType switch
        {
            "Conv" or "ConvTranspose" or "ConvInteger" or "QLinearConv" or "DeformConv" => "conv",
            "Gemm" or "MatMul" or "MatMulInteger" or "QLinearMatMul" => "linear",
            "BatchNormalization"
            or "InstanceNormalization"
            or "LayerNormalization"
            or "GroupNormalization"
            or "RMSNormalization"
            or "LRN" => "norm",
            "Add" or "Sum" => "add",
            _ => IsPool(node.OpType) ? "pool" : Kebab(node.OpType),
        };

    /// <summary>Whether an operator takes the mean or maximum of places.</summary>
    public static bool IsPool(string op) =>
        op
            is "MaxPool"
                or "AveragePool"
                or "LpPool"
                or "GlobalAveragePool"
                or "GlobalMaxPool"
                or "GlobalLpPool"
                or "ReduceMean"
                or "ReduceMax";

    /// <summary>Whether an operator mixes channels by weights.</summary>
    public static bool IsWeighted(string op) =>
        op
            is "Conv"
                or "ConvTranspose"
                or "ConvInteger"
                or "QLinearConv"
                or "DeformConv"
                or "Gemm"
                or "MatMul"
                or "MatMulInteger"
                or "QLinearMatMul"
                or "Einsum"
                or "LSTM"
                or "GRU"
                or "RNN";

    private static string Kebab(string op)
    {
        var text = new StringBuilder();
        for (var i = 0; i < op.Length; i++)
        {
            if (i > 0 && char.IsUpper(op[i]) && char.IsLower(op[i - 1]))
                text.Append('-');
            text.Append(char.ToLowerInvariant(op[i]));
        }
        return text.ToString();
    }
}
