using System.Runtime.InteropServices;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Operators;

/// <summary>A tensor of the file as one of the engine.</summary>
internal static class StoredTensor
{
    private static readonly Dictionary<DataType, ScalarType> Types = new()
    {
        [DataType.Float] = ScalarType.Float32,
        [DataType.Double] = ScalarType.Float64,
        [DataType.Float16] = ScalarType.Float16,
        [DataType.Bfloat16] = ScalarType.BFloat16,
        [DataType.Int64] = ScalarType.Int64,
        [DataType.Int32] = ScalarType.Int32,
        [DataType.Int16] = ScalarType.Int16,
        [DataType.Int8] = ScalarType.Int8,
        [DataType.Uint8] = ScalarType.Byte,
        [DataType.Bool] = ScalarType.Bool,
    };

    /// <summary>The engine's type for one of the file's.</summary>
    /// <exception cref="NotSupportedException">The engine has none.</exception>
    public static ScalarType TypeOf(long type) =>
        Types.TryGetValue((DataType)type, out var found) ? found : throw new NotSupportedException($"numbers of type {(DataType)type}");

    /// <summary>A copy of the numbers in the engine's memory.</summary>
    public static Tensor Read(TensorProto stored)
    {
        var (type, shape) = (TypeOf(stored.DataType), stored.Dims.ToArray());
        if (TensorValues.IsFloat((DataType)stored.DataType) && !IsPlain(stored))
        {
            using var wide = torch.tensor(TensorValues.Read(stored), dtype: ScalarType.Float64).reshape(shape);
            return wide.to_type(type);
        }
        return stored.HasRawData ? Raw(stored, type, shape) : Listed(stored, type, shape);
    }

    /// <summary>A tensor of which only the numbers that are not zero stand in the file.</summary>
    public static Tensor Read(SparseTensorProto sparse)
    {
        using var values = Read(sparse.Values);
        using var places = Read(sparse.Indices);
        long[] shape = [.. sparse.Dims];
        var made = torch.zeros(shape, dtype: values.dtype);
        using var flat = made.view(-1);
        using var at = places.dim() < 2 ? places.alias() : Places.Flat(places, shape);
        flat.index_copy_(0, at, values);
        return made;
    }

    private static bool IsPlain(TensorProto stored) => stored.HasRawData && BitConverter.IsLittleEndian;

    private static Tensor Raw(TensorProto stored, ScalarType type, long[] shape)
    {
        var made = torch.empty(shape, dtype: type);
        var bytes = stored.RawData.Span;
        if (bytes.Length != made.numel() * made.element_size())
            throw new NotSupportedException($"{bytes.Length} bytes for the {made.numel()} numbers of '{stored.Name}'");
        if (bytes.Length > 0)
            bytes.CopyTo(MemoryMarshal.AsBytes(made.bytes));
        return made;
    }

    private static Tensor Listed(TensorProto stored, ScalarType type, long[] shape)
    {
        long[] numbers = type == ScalarType.Int64 ? [.. stored.Int64Data] : [.. stored.Int32Data.Select(number => (long)number)];
        using var wide = torch.tensor(numbers, dtype: ScalarType.Int64).reshape(shape);
        return wide.to_type(type);
    }
}
