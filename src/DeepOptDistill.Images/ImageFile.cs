using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using SkiaSharp;

namespace DeepOptDistill.Images;

/// <summary>One image file, decoded.</summary>
internal static class ImageFile
{
    /// <summary>Decodes a file and brings it to a shape, CHW. Gives the problem of a file that is no image; null where there is none.</summary>
    public static Problem? Decode(string path, SampleShape shape, Fit fit, Span<byte> target)
    {
        try
        {
            using var data = SKData.Create(path);
            using var codec = data is null ? null : SKCodec.Create(data);
            if (codec is null) return Wrong(path, "no image that can be decoded");
            using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
            if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not SKCodecResult.Success and var result) return Wrong(path, $"a damaged image ({result})");
            Write(bitmap, shape, fit, target);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Wrong(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    private static void Write(SKBitmap bitmap, SampleShape shape, Fit fit, Span<byte> target)
    {
        var (height, width) = fit == Fit.Squash ? (shape.Height, shape.Width) : Covering(bitmap.Height, bitmap.Width, shape);
        var (top, left) = ((height - shape.Height) / 2, (width - shape.Width) / 2);
        var resampling = new Resampling(bitmap.Height, bitmap.Width, height, width);
        var plane = new byte[bitmap.Height * bitmap.Width];
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            Plane(bitmap.GetPixelSpan(), channel, isGrey: shape.Channels == 1, plane);
            var resized = resampling.Of(plane);
            for (var row = 0; row < shape.Height; row++)
                resized.AsSpan(((top + row) * width) + left, shape.Width).CopyTo(target.Slice(((channel * shape.Height) + row) * shape.Width, shape.Width));
        }
    }

    /// <summary>The size that keeps the proportions and covers the shape, as torchvision's Resize of the shorter side rounds it.</summary>
    private static (int Height, int Width) Covering(int height, int width, SampleShape shape) => (double)shape.Height / height >= (double)shape.Width / width
        ? (shape.Height, Math.Max(shape.Width, (int)((long)shape.Height * width / height)))
        : (Math.Max(shape.Height, (int)((long)shape.Width * height / width)), shape.Width);

    /// <summary>One colour, or 0.299 R + 0.587 G + 0.114 B rounded to a whole number in Pillow's fixed point (<c>convert("L")</c>).</summary>
    private static void Plane(ReadOnlySpan<byte> rgba, int channel, bool isGrey, Span<byte> plane)
    {
        for (var i = 0; i < plane.Length; i++)
            plane[i] = isGrey ? (byte)(((19595 * rgba[4 * i]) + (38470 * rgba[(4 * i) + 1]) + (7471 * rgba[(4 * i) + 2]) + 0x8000) >> 16) : rgba[(4 * i) + channel];
    }

    private static Problem Wrong(string path, string found) => new(path, found, "a PNG, JPEG or WebP image", "Remove or repair it.");
}
