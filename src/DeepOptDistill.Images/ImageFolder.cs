using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Images;

/// <summary>
/// Images in folders, one folder a class, as PyTorch's ImageFolder reads them: PNG, JPEG, WebP, BMP and GIF (its first picture), decoded by
/// Skia on all cores, brought to one size and kept decoded for the next time. Orientation tags and transparency are not regarded, as Pillow
/// does not.
/// </summary>
[Kind("image-folder", "your own images in folders, one folder a class: PNG, JPEG, WebP, BMP, GIF")]
public sealed record ImageFolder : OneSourceSpec
{
    /// <summary>Height and width that all images get.</summary>
    [MinLength(2), MaxLength(2)]
    public required IReadOnlyList<int> Size { get; init; }

    /// <summary>What becomes of images of another shape.</summary>
    public Fit Fit { get; init; } = Fit.Crop;

    /// <summary>Whether images become grey (ITU-R 601); otherwise they have red, green and blue.</summary>
    public bool Grey { get; init; }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        CheckTest();
        if (Size.Any(length => length is < 1 or > 4096))
            throw new InputException(new Problem("dataset.size", $"[{string.Join(", ", Size)}]", "height and width, each from 1 to 4096"));
        var train = ClassFolders.Of(folder.Find(Train));
        var test = Test is null ? null : ClassFolders.Of(folder.Find(Test));
        if (test is not null)
            CheckClasses(test, train.Names);
        var decoding = DecodingTo(new SampleShape(Grey ? 1 : 3, Size[0], Size[1]), folder, progress, cancellation);
        var images = decoding.Of($"{Name} train", train, train.Names);
        images.Warned([.. train.Warnings, .. test?.Warnings ?? []]);
        return test is null ? Apart(images) : (images, decoding.Of($"{Name} test", test, train.Names));
    }

    /// <inheritdoc/>
    protected override SampleSet ReadValidation(
        SampleSet train,
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var folders = ClassFolders.Of(folder.Find(Validation.Path!));
        CheckClasses(folders, train.Classes);
        return DecodingTo(train.Shape, folder, progress, cancellation)
            .Of($"{Name} validation", folders, train.Classes)
            .Warned(folders.Warnings);
    }

    private Decoding DecodingTo(SampleShape shape, DataFolder folder, IProgress<Progress>? progress, CancellationToken cancellation) =>
        new(shape, Fit, DecodedFiles.In(folder), progress, cancellation);

    private static void CheckClasses(ClassFolders folders, IReadOnlyList<string> names)
    {
        if (folders.Names.Except(names).ToList() is { Count: > 0 } unknown)
            throw new InputException(
                new Problem(
                    folders.Path,
                    $"classes {string.Join(", ", unknown.Take(5))}",
                    $"those of the training images: {string.Join(", ", names.Take(12))}",
                    Nearest.Remedy(unknown[0], names)
                )
            );
    }
}

/// <summary>What becomes of an image that has not the shape of its set.</summary>
public enum Fit
{
    /// <summary>The shorter side gets its length, and what is too long of the other is cut off evenly.</summary>
    Crop,

    /// <summary>Both sides get their lengths, whatever that does to the proportions.</summary>
    Squash,
}
