using System.Runtime.InteropServices;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Teachers;

/// <summary>
/// Samples that a teacher is asked about before there is data: black, white and a pattern; rows of zeros, ones and a pattern, with words
/// that their columns know.
/// </summary>
internal static class ProbeSamples
{
    /// <summary>How many they are.</summary>
    public const int Count = 3;

    /// <summary>Their bytes, one after the other.</summary>
    public static byte[] Of(SampleShape shape)
    {
        var bytes = new byte[Count * shape.Size];
        bytes.AsSpan(shape.Size, shape.Size).Fill(255);
        for (var i = 0; i < shape.Size; i++)
            bytes[(2 * shape.Size) + i] = (byte)(i * 37);
        if (shape.Numbers == SampleNumbers.Byte)
            return bytes;
        float[] numbers = [.. bytes.Select(b => b / 255f)];
        for (var sample = 0; sample < Count; sample++)
            Name(shape, sample, numbers.AsSpan(sample * shape.Size, shape.Size));
        return MemoryMarshal.AsBytes<float>(numbers).ToArray();
    }

    /// <summary>Puts one word into each nominal column.</summary>
    private static void Name(SampleShape shape, int sample, Span<float> row)
    {
        var at = 0;
        foreach (var column in shape.Columns?.All ?? [])
        {
            if (column.IsNominal)
            {
                row.Slice(at, column.Width).Clear();
                row[at + (sample % column.Width)] = 1;
            }
            at += column.Width;
        }
    }
}
