using System.Runtime.InteropServices;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;
using Microsoft.ML.OnnxRuntime;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Images to network input: channels, size, normalization, layout and type of numbers.</summary>
internal abstract class ImageWriter
{
    /// <summary>The writer of images of some shape for an input.</summary>
    public static ImageWriter Of(TeacherInput said, NetworkInput input, SampleShape images) =>
        input.Type switch
        {
            DataType.Float => Of(said, input, images, v => (float)v),
            DataType.Float16 => Of(said, input, images, v => new Float16(BitConverter.HalfToUInt16Bits((Half)v))),
            DataType.Double => Of(said, input, images, v => v),
            DataType.Uint8 => Of(said, input, images, v => (byte)Math.Round(v)),
            DataType.Int32 => Of(said, input, images, v => (int)Math.Round(v)),
            DataType.Int64 => Of(said, input, images, v => (long)Math.Round(v)),
            var other => throw new ArgumentException($"found an input of {other}; expected numbers."),
        };

    /// <summary>Writes whole images as the network takes them.</summary>
    public abstract void Write(ReadOnlySpan<byte> images, Span<byte> target);

    private static ImageWriter Of<T>(TeacherInput said, NetworkInput input, SampleShape images, Func<double, T> round)
        where T : unmanaged =>
        images.Numbers == SampleNumbers.Byte
            ? new ImageWriter<T>(said, input, images, round)
            : new NumberWriter<T>(said, input, images, round);
}

/// <summary>
/// The same for one type of numbers. A pixel has 256 values, so a table a channel replaces the arithmetic where no size changes:
/// computed in float64, rounded once.
/// </summary>
internal sealed class ImageWriter<T> : ImageWriter
    where T : unmanaged
{
    private readonly SampleShape images;
    private readonly SampleShape shape;
    private readonly int step;
    private readonly Planes planes;
    private readonly Func<double, T> round;
    private readonly PixelValue[] values;
    private readonly T[][] tables;
    private readonly Resizing? resizing;
    private readonly double[] resized;

    public ImageWriter(TeacherInput said, NetworkInput input, SampleShape images, Func<double, T> round)
    {
        (this.images, shape, this.round) = (images, input.Shape, round);
        step = input.Layout is Layout.Nhwc or Layout.FlatHwc ? shape.Channels : 1;
        planes = new Planes(images, shape.Channels, said.Channels);
        values = [.. Enumerable.Range(0, shape.Channels).Select(c => PixelValue.Of(said, input, c))];
        tables = [.. values.Select(v => Enumerable.Range(0, 256).Select(p => round(v.At(p))).ToArray())];
        var sameSize = (images.Height, images.Width) == (shape.Height, shape.Width);
        resizing = sameSize ? null : new Resizing(images.Height, images.Width, shape.Height, shape.Width);
        resized = new double[sameSize ? 0 : shape.Height * shape.Width];
    }

    public override void Write(ReadOnlySpan<byte> images, Span<byte> target)
    {
        var numbers = MemoryMarshal.Cast<byte, T>(target);
        var plane = shape.Height * shape.Width;
        for (var (from, to) = (0, 0); from < images.Length; from += this.images.Size, to += shape.Size)
        for (var channel = 0; channel < shape.Channels; channel++)
            Write(planes.Of(images.Slice(from, this.images.Size), channel), channel, numbers.Slice(to + channel * (step > 1 ? 1 : plane)));
    }

    private void Write(ReadOnlySpan<byte> pixels, int channel, Span<T> target)
    {
        if (resizing is not null)
            Resize(resizing, pixels, values[channel], target);
        else if (step > 1)
            Spread(pixels, tables[channel], target, step);
        else
            Copy(pixels, tables[channel], target);
    }

    private void Resize(Resizing by, ReadOnlySpan<byte> pixels, PixelValue value, Span<T> target)
    {
        by.Resize(pixels, resized);
        for (var i = 0; i < resized.Length; i++)
            target[i * step] = round(value.At(resized[i]));
    }

    private static void Copy(ReadOnlySpan<byte> pixels, ReadOnlySpan<T> table, Span<T> target)
    {
        for (var i = 0; i < pixels.Length; i++)
            target[i] = table[pixels[i]];
    }

    private static void Spread(ReadOnlySpan<byte> pixels, ReadOnlySpan<T> table, Span<T> target, int step)
    {
        for (var i = 0; i < pixels.Length; i++)
            target[i * step] = table[pixels[i]];
    }
}
