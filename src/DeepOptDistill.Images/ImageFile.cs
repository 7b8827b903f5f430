using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using SkiaSharp;

namespace DeepOptDistill.Images;

/// <summary>One image file, decoded.</summary>
internal static class ImageFile
{
    /// <summary>Of four bytes each, decoded on each core at once: a small file may claim very many.</summary>
    private const long MostPixels = 250_000_000;

    /// <summary>From here on one image at a time: of smaller ones each core may hold one.</summary>
    private const long LargePixels = 25_000_000;

    private static readonly Lock Large = new();

    /// <summary>
    /// Decodes a file and brings it to a shape, CHW. Gives the problem of a file that is no image; null where there is none.
    /// </summary>
    public static Problem? Decode(string path, SampleShape shape, Fit fit, Span<byte> target)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var data = SKData.Create(file);
            using var codec = data is null ? null : SKCodec.Create(data);
            if (codec is null)
                return Wrong(path, "no image that can be decoded");
            if ((long)codec.Info.Width * codec.Info.Height is var pixels && pixels > MostPixels)
                return Wrong(
                    path,
                    FormattableString.Invariant($"{codec.Info.Width} × {codec.Info.Height} pixels, {pixels / 1e6:0} million"),
                    "an image of at most 250 million pixels",
                    "Scale it down, or cut it up."
                );
            if (pixels < LargePixels)
                return Decode(path, codec, shape, fit, target);
            lock (Large)
                return Decode(path, codec, shape, fit, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Wrong(
                path,
                $"a file that cannot be read ({error.Message.TrimEnd('.')})",
                remedy: "Change its permissions, or remove it."
            );
        }
    }

    private static Problem? Decode(string path, SKCodec codec, SampleShape shape, Fit fit, Span<byte> target)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not SKCodecResult.Success and var result)
            return Wrong(path, $"a damaged image ({result})");
        Write(bitmap, shape, fit, target);
        return null;
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
                resized
                    .AsSpan(((top + row) * width) + left, shape.Width)
                    .CopyTo(target.Slice(((channel * shape.Height) + row) * shape.Width, shape.Width));
        }
    }

    /// <summary>The size that keeps the proportions and covers the shape, as torchvision's Resize of the shorter side rounds it.</summary>
    private static (int Height, int Width) Covering(int height, int width, SampleShape shape) =>
        (double)shape.Height / height >= (double)shape.Width / width
            ? (shape.Height, Math.Max(shape.Width, (int)((long)shape.Height * width / height)))
            : (Math.Max(shape.Height, (int)((long)shape.Width * height / width)), shape.Width);

    /// <summary>
    /// One colour, or 0.299 R + 0.587 G + 0.114 B rounded to a whole number in Pillow's fixed point (<c>convert("L")</c>).
    /// </summary>
    private static void Plane(ReadOnlySpan<byte> rgba, int channel, bool isGrey, Span<byte> plane)
    {
        for (var i = 0; i < plane.Length; i++)
            plane[i] = isGrey
                ? (byte)(((19595 * rgba[4 * i]) + (38470 * rgba[(4 * i) + 1]) + (7471 * rgba[(4 * i) + 2]) + 0x8000) >> 16)
                : rgba[(4 * i) + channel];
    }

    private static Problem Wrong(
        string path,
        string found,
        string expected = "an image: " + ClassFolders.Formats,
        string remedy = "Remove or repair it."
    ) => new(path, found, expected, remedy);
}
