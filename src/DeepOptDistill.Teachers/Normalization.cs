using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers;

/// <summary>
/// Pixels to network input. A pixel has 256 values, so a table a channel replaces the arithmetic: computed in float64, rounded once.
/// </summary>
internal sealed class Normalization
{
    private readonly ImageShape shape;
    private readonly bool interleaved;
    private readonly float[][] tables;

    public Normalization(TeacherInput input, ImageShape shape)
    {
        this.shape = shape;
        interleaved = input.Layout == Layout.Nhwc && shape.Channels > 1;
        tables = [.. Enumerable.Range(0, shape.Channels).Select(c => Table(input, c))];
    }

    /// <summary>Problems of the numbers in a description, for images of that many channels.</summary>
    public static IEnumerable<Problem> Check(TeacherInput input, int channels, string where)
    {
        if (!(double.IsFinite(input.Scale) && input.Scale > 0))
            yield return new($"{where}, input.scale", Text([input.Scale]), "a finite number > 0");
        foreach (var (key, values) in new[] { ("mean", input.Mean), ("deviation", input.Deviation) })
        {
            if (values.Count != 0 && values.Count != channels)
                yield return new($"{where}, input.{key}", $"{values.Count} numbers", $"none or one for each of the {channels} channels");
            if (values.Any(v => !double.IsFinite(v) || (key == "deviation" && v <= 0)))
                yield return new($"{where}, input.{key}", Text(values), key == "mean" ? "finite numbers" : "finite numbers > 0");
        }
    }

    /// <summary>What every pixel value becomes, channel by channel: all that matters of the numbers above.</summary>
    public IEnumerable<float> Values => tables.SelectMany(t => t);

    /// <summary>Writes whole images, in the layout of the network.</summary>
    public void Write(ReadOnlySpan<byte> images, Span<float> target)
    {
        for (var first = 0; first < images.Length; first += shape.Size)
            for (var channel = 0; channel < shape.Channels; channel++)
                WriteChannel(images, target, first, channel);
    }

    private void WriteChannel(ReadOnlySpan<byte> images, Span<float> target, int first, int channel)
    {
        var plane = shape.Height * shape.Width;
        ReadOnlySpan<float> table = tables[channel];
        var pixels = images.Slice(first + channel * plane, plane);
        if (interleaved) Spread(pixels, table, target.Slice(first + channel), shape.Channels);
        else Copy(pixels, table, target.Slice(first + channel * plane, plane));
    }

    private static void Copy(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> table, Span<float> target)
    {
        for (var i = 0; i < pixels.Length; i++) target[i] = table[pixels[i]];
    }

    private static void Spread(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> table, Span<float> target, int step)
    {
        for (var i = 0; i < pixels.Length; i++) target[i * step] = table[pixels[i]];
    }

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static float[] Table(TeacherInput input, int channel)
    {
        var mean = input.Mean.Count == 0 ? 0 : input.Mean[channel];
        var deviation = input.Deviation.Count == 0 ? 1 : input.Deviation[channel];
        return [.. Enumerable.Range(0, 256).Select(p => (float)((p * input.Scale - mean) / deviation))];
    }
}
