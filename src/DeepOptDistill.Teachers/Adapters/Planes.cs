using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>Which of an image's planes a network's channel reads.</summary>
internal sealed class Planes(SampleShape images, int channels, ChannelOrder order)
{
    private readonly byte[] grey = images.Channels == 3 && channels == 1 ? new byte[images.Height * images.Width] : [];

    /// <summary>Pixels of a channel of one image; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> image, int channel)
    {
        var plane = images.Height * images.Width;
        if (grey.Length > 0)
            return Grey(image, plane);
        var from =
            images.Channels == 1 ? 0
            : order == ChannelOrder.Bgr ? channels - 1 - channel
            : channel;
        return image.Slice(from * plane, plane);
    }

    /// <summary>0.299 R + 0.587 G + 0.114 B rounded to a whole number, in Pillow's fixed point (<c>convert("L")</c>).</summary>
    private ReadOnlySpan<byte> Grey(ReadOnlySpan<byte> image, int plane)
    {
        for (var i = 0; i < plane; i++)
            grey[i] = (byte)((19595 * image[i] + 38470 * image[plane + i] + 7471 * image[2 * plane + i] + 0x8000) >> 16);
        return grey;
    }
}
