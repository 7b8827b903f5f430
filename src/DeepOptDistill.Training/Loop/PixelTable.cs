using System.Runtime.InteropServices;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Training.Loop;

/// <summary>Standardization of samples, of pixels as one table of 256 values per channel: (pixel / 255 − mean) / deviation.</summary>
internal sealed class PixelTable(InputSpec input)
{
    private readonly float[][] tables =
        input.Sample.Numbers == SampleNumbers.Byte ? [.. Enumerable.Range(0, input.Shape[0]).Select(c => Table(input, c))] : [];

    /// <summary>Writes a sample of CHW bytes as HWC floats.</summary>
    public void Write(ReadOnlySpan<byte> image, SampleShape shape, Span<float> target)
    {
        if (tables.Length == 0)
        {
            WriteNumbers(MemoryMarshal.Cast<byte, float>(image), shape, target);
            return;
        }
        var area = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            var table = tables[c];
            var plane = image.Slice(c * area, area);
            for (var i = 0; i < plane.Length; i++)
                target[(i * shape.Channels) + c] = table[plane[i]];
        }
    }

    private void WriteNumbers(ReadOnlySpan<float> sample, SampleShape shape, Span<float> target)
    {
        var area = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            var (mean, deviation) = (input.MeanOf(c), input.DeviationOf(c));
            for (var i = 0; i < area; i++)
                target[(i * shape.Channels) + c] = (float)((sample[(c * area) + i] - mean) / deviation);
        }
    }

    private static float[] Table(InputSpec input, int channel) =>
        [.. Enumerable.Range(0, 256).Select(pixel => input.Standardized(channel, pixel))];
}
