using System.Buffers.Binary;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>The numbers in a stored tensor.</summary>
internal static class TensorValues
{
    /// <summary>Elements: the product of the dimensions, 1 for a scalar.</summary>
    public static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, length) => product * length);

    public static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    /// <summary>Whether a floating-point tensor has its numbers as bytes, as many as its shape says.</summary>
    public static bool IsWhole(TensorProto tensor)
    {
        var size = (DataType)tensor.DataType switch
        {
            DataType.Double => 8,
            DataType.Float => 4,
            _ => 2,
        };
        return tensor.HasRawData && tensor.RawData.Length == size * Count(tensor);
    }

    /// <summary>A floating-point tensor as float64, which holds all of them exactly.</summary>
    /// <exception cref="InputException">It holds fewer or more values than its shape says.</exception>
    public static double[] Read(TensorProto tensor)
    {
        var values = (DataType)tensor.DataType switch
        {
            DataType.Float => tensor.HasRawData
                ? Raw(tensor, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b))
                : [.. tensor.FloatData.Select(v => (double)v)],
            DataType.Double => tensor.HasRawData ? Raw(tensor, 8, b => BinaryPrimitives.ReadDoubleLittleEndian(b)) : [.. tensor.DoubleData],
            DataType.Float16 => tensor.HasRawData
                ? Raw(tensor, 2, b => (double)BinaryPrimitives.ReadHalfLittleEndian(b))
                : [.. tensor.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
            DataType.Bfloat16 => tensor.HasRawData
                ? Raw(tensor, 2, b => Brain(BinaryPrimitives.ReadUInt16LittleEndian(b)))
                : [.. tensor.Int32Data.Select(v => Brain((ushort)v))],
            var other => throw new ArgumentException($"{tensor.Name}: found elements of type {other}; expected floating-point ones."),
        };
        return values.LongLength == Count(tensor)
            ? values
            : throw new InputException(
                new Problem(
                    $"tensor '{tensor.Name}'",
                    Noun.Counted(values.LongLength, "value"),
                    $"{Count(tensor)} for its shape {string.Join('×', tensor.Dims)}",
                    "Export the network again."
                )
            );
    }

    /// <summary>A tensor of int64: a shape, axes.</summary>
    public static long[] Integers(TensorProto tensor) =>
        tensor.HasRawData
            ?
            [
                .. Enumerable
                    .Range(0, tensor.RawData.Length / 8)
                    .Select(i => BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span.Slice(8 * i, 8))),
            ]
            : [.. tensor.Int64Data];

    /// <summary>A float32 tensor of the given shape; the values are rounded to nearest.</summary>
    public static TensorProto Write(string name, IEnumerable<long> shape, double[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), (float)values[i]);
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)DataType.Float,
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
        tensor.Dims.Add(shape);
        return tensor;
    }

    private delegate double ReadOne(ReadOnlySpan<byte> bytes);

    private static double[] Raw(TensorProto tensor, int size, ReadOne read)
    {
        var bytes = tensor.RawData.Span;
        var values = new double[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(bytes.Slice(i * size, size));
        return values;
    }

    private static double Brain(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
