using System.Runtime.InteropServices;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>
/// Samples of 32-bit floats to network input: normalization, layout and type of numbers, computed in float64 and rounded once. Rows of a
/// table may be written with one number a column, words as places in a list of them.
/// </summary>
internal sealed class NumberWriter<T> : ImageWriter
    where T : unmanaged
{
    private readonly SampleShape samples;
    private readonly SampleShape shape;
    private readonly bool interleaved;
    private readonly WordCodes? coded;
    private readonly Func<double, T> round;
    private readonly PixelValue[] values;
    private readonly float[] scratch;
    private readonly double[] origins;

    public NumberWriter(TeacherInput said, NetworkInput input, SampleShape samples, Func<double, T> round)
    {
        (this.samples, shape, this.round) = (samples, input.Shape, round);
        interleaved = input.Layout is Layout.Nhwc or Layout.FlatHwc;
        coded = shape.Columns is null && samples.Columns is { } columns ? new WordCodes(said, columns) : null;
        values = [.. Enumerable.Range(0, shape.Channels).Select(c => PixelValue.Of(said, input, c))];
        scratch = new float[shape.Size];
        origins =
        [
            .. samples.Columns is not { } held ? []
            : coded is null ? held.Origins
            : held.All.Select(column => column.Origin),
        ];
    }

    public override void Write(ReadOnlySpan<byte> images, Span<byte> target)
    {
        var from = MemoryMarshal.Cast<byte, float>(images);
        var to = MemoryMarshal.Cast<byte, T>(target);
        for (var i = 0; i < from.Length / samples.Size; i++)
        {
            var sample = from.Slice(i * samples.Size, samples.Size);
            if (coded is not null)
                coded.Write(sample, scratch);
            Write(coded is null ? sample : scratch, to.Slice(i * shape.Size, shape.Size));
        }
    }

    private void Write(ReadOnlySpan<float> sample, Span<T> target)
    {
        var area = shape.Height * shape.Width;
        for (var n = 0; n < sample.Length; n++)
            target[interleaved ? (n % area * shape.Channels) + (n / area) : n] = round(
                values[n / area].At(origins.Length == 0 ? sample[n] : sample[n] + origins[n])
            );
    }
}
