using System.Runtime.InteropServices;
using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>The numbers that a model stores.</summary>
public static class Weights
{
    /// <summary>
    /// Names of the stored floating-point tensors in which some value is NaN: what a diverged training leaves behind. Infinities are
    /// not reported, because attention masks use them on purpose.
    /// </summary>
    public static IReadOnlyList<string> WithNaN(OnnxModel model) =>
        [
            .. GraphWalk
                .Tensors(model.Proto.Graph)
                .Where(t => TensorValues.IsFloat((DataType)t.DataType))
                .Where(t => IsOutside(t) ? HasNaN(t, model.WeightFolder!) : HasNaN(t))
                .Select(t => t.Name),
        ];

    private static bool IsOutside(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private static bool HasNaN(TensorProto tensor) =>
        TensorValues.IsWhole(tensor) ? HasNaN((DataType)tensor.DataType, tensor.RawData.Span) : TensorValues.Read(tensor).Any(double.IsNaN);

    private static bool HasNaN(TensorProto tensor, string folder) =>
        ExternalData.Chunks(tensor, folder).Any(chunk => HasNaN((DataType)tensor.DataType, chunk.Span));

    private static bool HasNaN(DataType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            DataType.Float => Any<float>(bytes, float.IsNaN),
            DataType.Double => Any<double>(bytes, double.IsNaN),
            DataType.Float16 => Any<Half>(bytes, Half.IsNaN),
            _ => Any<ushort>(bytes, bits => (bits & 0x7fff) > 0x7f80),
        };

    private static bool Any<T>(ReadOnlySpan<byte> bytes, Func<T, bool> fits)
        where T : unmanaged
    {
        foreach (var value in MemoryMarshal.Cast<byte, T>(bytes))
            if (fits(value))
                return true;
        return false;
    }
}
