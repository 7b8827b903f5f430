using System.Runtime.InteropServices;
using DeepOptDistill.Teachers.Adapters;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers;

/// <summary>An output's numbers as float32, whatever the network computes in.</summary>
internal sealed class OutputNumbers(NetworkBuffer buffer, int batch)
{
    private readonly float[] converted = buffer.Type == TensorElementType.Float ? [] : new float[batch * buffer.Row];

    /// <summary>Whether numbers of a type can be read.</summary>
    public static bool Fits(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Double;

    /// <summary>The first rows as float64, no digit lost.</summary>
    public double[] Doubles(int rows)
    {
        if (buffer.Type == TensorElementType.Double)
            return MemoryMarshal.Cast<byte, double>(buffer.Rows(rows)).ToArray();
        return Array.ConvertAll(Rows(rows).ToArray(), number => (double)number);
    }

    /// <summary>The first rows. Beyond the range of float32, numbers of float64 become infinite.</summary>
    public Span<float> Rows(int rows)
    {
        var bytes = buffer.Rows(rows);
        if (buffer.Type == TensorElementType.Float)
            return MemoryMarshal.Cast<byte, float>(bytes);
        var target = converted.AsSpan(0, rows * buffer.Row);
        if (buffer.Type == TensorElementType.Float16)
            Convert(MemoryMarshal.Cast<byte, Half>(bytes), target);
        else
            Convert(MemoryMarshal.Cast<byte, double>(bytes), target);
        return target;
    }

    private static void Convert(ReadOnlySpan<Half> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = (float)from[i];
    }

    private static void Convert(ReadOnlySpan<double> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = (float)from[i];
    }
}
