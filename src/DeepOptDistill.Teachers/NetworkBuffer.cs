using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>Pinned numbers of one batch, bound to the runtime as a tensor.</summary>
internal sealed class NetworkBuffer : IDisposable
{
    /// <summary>A buffer for a batch of rows.</summary>
    /// <param name="shape">Shape of the tensor; its first dimension does not count.</param>
    /// <param name="batch">Rows.</param>
    public NetworkBuffer(long[] shape, int batch)
    {
        (Shape, Row) = (shape, checked((int)RowOf(shape)));
        Numbers = GC.AllocateArray<float>(checked(batch * Row), pinned: true);
        Value = Bind(batch);
    }

    /// <summary>Shape of the tensor; its first dimension is the batch, whatever stands there.</summary>
    public long[] Shape { get; }

    /// <summary>Numbers in a row.</summary>
    public int Row { get; }

    /// <summary>The numbers, row after row.</summary>
    public float[] Numbers { get; }

    /// <summary>The whole batch as a tensor over <see cref="Numbers"/>.</summary>
    public OrtValue Value { get; }

    /// <summary>Numbers in a row of a shape: the product of the dimensions behind the batch.</summary>
    public static long RowOf(long[] shape) => shape.Skip(1).Aggregate(1L, (product, length) => product * length);

    /// <summary>The first rows as a tensor over <see cref="Numbers"/>.</summary>
    public OrtValue Bind(int rows) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Numbers.AsMemory(0, rows * Row), [rows, .. Shape.Skip(1)]);

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}
