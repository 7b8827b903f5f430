using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Images;

/// <summary>Images without labels: every image under a folder, whatever the folders in it are called.</summary>
public static class UnlabelledFolder
{
    /// <summary>Decodes them as an image folder's are; what is hidden is left out.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="shape">Shape of every image: one channel for grey, three for colours.</param>
    /// <param name="fit">What becomes of images of another shape.</param>
    /// <param name="folder">Keeps what was decoded.</param>
    /// <param name="progress">Hears of decoded images.</param>
    /// <param name="cancellation">Stops the decoding.</param>
    /// <exception cref="InputException">There is no such folder, it holds no image, or one cannot be decoded.</exception>
    public static FolderImages Read(
        string path,
        SampleShape shape,
        Fit fit,
        DataFolder folder,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (!Directory.Exists(path))
            throw new InputException(new Problem(path, File.Exists(path) ? "a file" : "no such folder", "a folder of images"));
        var files = new FolderListing().Under(path).Order(StringComparer.Ordinal).ToLookup(ClassFolders.IsImage);
        List<string> images = [.. files[true]],
            others = [.. files[false]];
        if (images.Count == 0)
            throw new InputException(Without(path, others));
        var decoding = new Decoding(shape, fit, DecodedFiles.In(folder), progress, cancellation);
        return new FolderImages(decoding.Of(images), ClassFolders.LeftOut(path, others));
    }

    private static Problem Without(string path, List<string> others) =>
        new(
            path,
            others.Count == 0 ? "an empty folder" : $"no image that can be decoded ({ClassFolders.Kinds(others)})",
            $"images: {ClassFolders.Formats}",
            "Put images there, or leave 'unlabelled' out."
        );
}
