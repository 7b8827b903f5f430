using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Which images a declared input takes.</summary>
internal static class InputShape
{
    /// <summary>
    /// The shape that images of some shape must get to be taken in a layout; null where it cannot be. Channels may differ as 1 and 3 do,
    /// height and width unless they are fixed.
    /// </summary>
    public static SampleShape? Of(Layout layout, TensorInfo tensor, SampleShape images, bool isFixed)
    {
        var lengths = tensor.Shape.Skip(1).ToList();
        SampleShape? found = (layout, lengths) switch
        {
            (Layout.Nchw, [var channels, var height, var width]) => Shape(images, channels, height, width),
            (Layout.Nhwc, [var height, var width, var channels]) => Shape(images, channels, height, width),
            (Layout.Nhw, [var height, var width]) => Shape(images, 1, height, width),
            (Layout.Flat or Layout.FlatHwc, [var row]) => Row(images, row, isFixed),
            _ => null,
        };
        return found is { } shape && CanBecome(images, shape) && !(isFixed && (shape.Height, shape.Width) != (images.Height, images.Width))
            ? found
            : null;
    }

    private static SampleShape Shape(SampleShape images, long? channels, long? height, long? width) =>
        images with
        {
            Channels = (int)(channels ?? images.Channels),
            Height = (int)(height ?? images.Height),
            Width = (int)(width ?? images.Width),
        };

    /// <summary>Images change their size and their colours; numbers of a table its words, and nothing else.</summary>
    private static bool CanBecome(SampleShape images, SampleShape shape) =>
        images.Numbers == SampleNumbers.Byte
            ? images.Channels == shape.Channels || (images.Channels, shape.Channels) is (1, 3) or (3, 1)
            : shape == images || shape == Coded(images);

    /// <summary>A row with one number a column, words as places in their column's list.</summary>
    private static SampleShape? Coded(SampleShape images) =>
        images.Columns is { } columns ? images with { Channels = columns.All.Count, Columns = null } : null;

    /// <summary>A row says how many numbers, not how they lie: the data's size with one channel or three, else a square.</summary>
    private static SampleShape? Row(SampleShape images, long? length, bool isFixed)
    {
        if (length is not { } numbers || numbers == images.Size)
            return images;
        if (images.Numbers != SampleNumbers.Byte)
            return Coded(images) is { } coded && numbers == coded.Size ? coded : null;
        SampleShape[] sameSize = [images with { Channels = 1 }, images with { Channels = 3 }];
        return sameSize.Concat(isFixed ? [] : Squares(numbers)).Where(s => s.Size == numbers).Select(s => (SampleShape?)s).FirstOrDefault();
    }

    private static IEnumerable<SampleShape> Squares(long numbers)
    {
        foreach (var channels in (int[])[1, 3])
        {
            var side = (int)Math.Round(Math.Sqrt((double)numbers / channels));
            yield return new SampleShape(channels, side, side);
        }
    }
}
