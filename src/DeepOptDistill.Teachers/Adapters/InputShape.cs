using DeepOptDistill.Data;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Which images a declared input takes.</summary>
internal static class InputShape
{
    /// <summary>
    /// The shape that images of some shape must get to be taken in a layout; null where it cannot be. Channels may differ as 1 and 3 do,
    /// height and width unless they are fixed.
    /// </summary>
    public static ImageShape? Of(Layout layout, TensorInfo tensor, ImageShape images, bool isFixed)
    {
        var lengths = tensor.Shape.Skip(1).ToList();
        ImageShape? found = (layout, lengths) switch
        {
            (Layout.Nchw, [var channels, var height, var width]) => Shape(images, channels, height, width),
            (Layout.Nhwc, [var height, var width, var channels]) => Shape(images, channels, height, width),
            (Layout.Nhw, [var height, var width]) => Shape(images, 1, height, width),
            (Layout.Flat or Layout.FlatHwc, [var row]) => Row(images, row, isFixed),
            _ => null,
        };
        return found is { } shape && CanBecome(images.Channels, shape.Channels) && !(isFixed && (shape.Height, shape.Width) != (images.Height, images.Width)) ? found : null;
    }

    private static ImageShape Shape(ImageShape images, long? channels, long? height, long? width) =>
        new((int)(channels ?? images.Channels), (int)(height ?? images.Height), (int)(width ?? images.Width));

    private static bool CanBecome(int channels, int others) => channels == others || (channels, others) is (1, 3) or (3, 1);

    /// <summary>A row says how many numbers, not how they lie: the data's size with one channel or three, else a square.</summary>
    private static ImageShape? Row(ImageShape images, long? length, bool isFixed)
    {
        if (length is not { } numbers || numbers == images.Size) return images;
        ImageShape[] sameSize = [images with { Channels = 1 }, images with { Channels = 3 }];
        return sameSize.Concat(isFixed ? [] : Squares(numbers)).Where(s => s.Size == numbers).Select(s => (ImageShape?)s).FirstOrDefault();
    }

    private static IEnumerable<ImageShape> Squares(long numbers)
    {
        foreach (var channels in (int[])[1, 3])
        {
            var side = (int)Math.Round(Math.Sqrt((double)numbers / channels));
            yield return new ImageShape(channels, side, side);
        }
    }
}
