using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>
/// Element types below two bytes that came after the schema here: floats of eight and four bits, whole numbers of four and two. Several
/// share a byte.
/// </summary>
/// <remarks>ONNX 1.14 (opset 19) to 1.20 (opset 25).</remarks>
internal static class NarrowTypes
{
    /// <summary>float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz and float4e2m1.</summary>
    public static bool IsFloat(DataType type) => (int)type is >= 17 and <= 20 or 23;

    /// <summary>uint4, int4, uint2 and int2.</summary>
    public static bool IsWhole(DataType type) => (int)type is 21 or 22 or 25 or 26;
}
