using SkiaSharp;

namespace DeepOptDistill.Images;

/// <summary>How large the images of a folder are, by their headers.</summary>
public static class ImageSizes
{
    /// <summary>Heights and widths of images that are spread over a folder of classes; of those whose header can be read.</summary>
    /// <param name="folder">A folder with a folder for each class.</param>
    /// <param name="most">Most images that are looked at.</param>
    /// <exception cref="Core.Problems.InputException">It is no such folder.</exception>
    public static IReadOnlyList<(int Height, int Width)> Of(string folder, int most)
    {
        var files = ClassFolders.Of(folder).Files;
        var step = Math.Max(1, files.Count / most);
        return [.. files.Where((_, i) => i % step == 0).Take(most).Select(found => Of(found.File)).OfType<(int, int)>()];
    }

    private static (int Height, int Width)? Of(string file)
    {
        try
        {
            using var codec = SKCodec.Create(file);
            return codec is null ? null : (codec.Info.Height, codec.Info.Width);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
