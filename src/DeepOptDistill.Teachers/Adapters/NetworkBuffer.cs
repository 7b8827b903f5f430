using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Pinned numbers of one batch, bound to the runtime as a tensor.</summary>
internal sealed class NetworkBuffer : IDisposable
{
    private readonly int size;

    /// <summary>A buffer for a batch of rows.</summary>
    /// <param name="type">Type of the numbers.</param>
    /// <param name="shape">Shape of the tensor; its first dimension does not count.</param>
    /// <param name="batch">Rows.</param>
    public NetworkBuffer(TensorElementType type, long[] shape, int batch)
    {
        (Type, Shape, Row, size) = (type, shape, checked((int)RowOf(shape)), SizeOf(type));
        Bytes = GC.AllocateArray<byte>(checked(batch * Row * size), pinned: true);
        Value = Bind(batch);
    }

    /// <summary>Type of the numbers.</summary>
    public TensorElementType Type { get; }

    /// <summary>Shape of the tensor; its first dimension is the batch, whatever stands there.</summary>
    public long[] Shape { get; }

    /// <summary>Numbers in a row.</summary>
    public int Row { get; }

    /// <summary>The numbers, row after row.</summary>
    public byte[] Bytes { get; }

    /// <summary>The whole batch as a tensor over <see cref="Bytes"/>.</summary>
    public OrtValue Value { get; }

    /// <summary>Numbers in a row of a shape: the product of the dimensions behind the batch.</summary>
    public static long RowOf(long[] shape) => shape.Skip(1).Aggregate(1L, (product, length) => product * length);

    /// <summary>The bytes of the first rows.</summary>
    public Span<byte> Rows(int rows) => Bytes.AsSpan(0, rows * Row * size);

    /// <summary>The first rows as a tensor over <see cref="Bytes"/>.</summary>
    public OrtValue Bind(int rows) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            Type,
            [rows, .. Shape.Skip(1)],
            Marshal.UnsafeAddrOfPinnedArrayElement(Bytes, 0),
            (long)rows * Row * size
        );

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();

    private static int SizeOf(TensorElementType type) =>
        type switch
        {
            TensorElementType.UInt8 => 1,
            TensorElementType.Float16 => 2,
            TensorElementType.Float or TensorElementType.Int32 => 4,
            TensorElementType.Double or TensorElementType.Int64 => 8,
            _ => throw new ArgumentException($"found a tensor of {type}; expected numbers that images or answers can be."),
        };
}
