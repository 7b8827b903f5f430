using DeepOptDistill.Onnx.Proto;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Quantization;

/// <summary>
/// What is left of numbers behind quantization and back, with the gradient of the identity where they lie within the type, and none
/// beyond: quantization in the loop.
/// </summary>
/// <remarks>Bengio, Leonard and Courville 2013, arXiv 1308.3432, the straight-through estimator; PyTorch's fake quantization.</remarks>
internal static class FakeQuantization
{
    /// <summary>The numbers of <c>DequantizeLinear(QuantizeLinear(x))</c>, to the bit.</summary>
    /// <param name="quantize">The node that quantizes: its axis.</param>
    /// <param name="x">The numbers.</param>
    /// <param name="scale">Size of a step.</param>
    /// <param name="zero">Zero point; null for 0 of unsigned bytes.</param>
    public static Tensor Of(NodeProto quantize, Tensor x, Tensor scale, Tensor? zero)
    {
        using var scope = NewDisposeScope();
        var (quantized, inside) = Rounded(quantize, x, scale, zero);
        return (quantized + ((x - x.detach()) * inside)).MoveToOuterDisposeScope();
    }

    private static (Tensor Quantized, Tensor Inside) Rounded(NodeProto quantize, Tensor x, Tensor scale, Tensor? zero)
    {
        using var none = no_grad();
        var (size, origin) = Steps.Of(quantize, x, scale, zero);
        var (low, high) = QuantizeLinear.Range(origin?.dtype ?? ScalarType.Byte);
        var moved = origin?.to_type(size.dtype);
        var steps = (x / size).round();
        if (moved is not null)
            steps = steps + moved;
        var inside = steps.ge(low).logical_and(steps.le(high)).to_type(x.dtype);
        var held = steps.clamp(low, high);
        return ((moved is null ? held : held - moved) * size, inside);
    }
}
