using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Quantization;

/// <summary>Scale and zero point of a node, laid along the axis that they belong to.</summary>
internal static class Steps
{
    public static (Tensor Scale, Tensor? Zero) Of(NodeCall call) => Of(call.Node, call.X, call[1], call.Find(2));

    /// <summary>The same of given tensors.</summary>
    public static (Tensor Scale, Tensor? Zero) Of(NodeProto node, Tensor x, Tensor scale, Tensor? zero)
    {
        if (Attributes.Int(node, "block_size", 0) != 0)
            throw new NotSupportedException($"{node.OpType} in blocks");
        var axis = NodeCall.Axis(Attributes.Int(node, "axis", 1), x.dim());
        Tensor Laid(Tensor steps) =>
            steps.numel() == 1
                ? steps.reshape([])
                : steps.reshape([.. Enumerable.Range(0, (int)x.dim()).Select(a => a == axis ? steps.numel() : 1)]);
        return (Laid(scale), zero is null ? null : Laid(zero));
    }

    /// <summary>Whole numbers less their zero point, in float64, where their products are exact.</summary>
    public static Tensor Centred(NodeCall call, int input, int zero)
    {
        var wide = call[input].to_type(ScalarType.Float64);
        if (call.Find(zero) is not { } origin)
            return wide;
        var moved = origin.to_type(ScalarType.Float64);
        // One for each row of a matrix, or one for all.
        return wide - (moved.numel() == 1 ? moved.reshape([]) : moved.reshape([-1, .. Enumerable.Repeat(1L, (int)wide.dim() - 1)]));
    }

    /// <summary>Real numbers as quantized ones.</summary>
    public static Tensor Rounded(Tensor x, Tensor scale, Tensor zero)
    {
        var (low, high) = zero.dtype == ScalarType.Byte ? (0.0, 255.0) : (-128.0, 127.0);
        return ((x / scale.to_type(ScalarType.Float64)).round() + zero.to_type(ScalarType.Float64)).clamp(low, high).to_type(zero.dtype);
    }
}
