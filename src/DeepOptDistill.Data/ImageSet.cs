using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data;

/// <summary>Images of one shape with their labels, behind them perhaps some without, held in memory as raw bytes. Immutable by convention: nobody writes into its arrays.</summary>
public sealed class ImageSet
{
    /// <summary>Stands in <see cref="Labels"/> for an image without a label.</summary>
    public const byte NoLabel = byte.MaxValue;

    private readonly Lazy<string> hash;

    /// <summary>Takes the arrays as they are, without copying.</summary>
    /// <param name="name">What a person calls it: <c>fashion-mnist train</c>.</param>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="pixels">N · C · H · W values from 0 to 255, images contiguous, each CHW.</param>
    /// <param name="labels">N class indices below the number of classes.</param>
    /// <param name="classes">Names of the classes, in the order of their indices.</param>
    /// <exception cref="InputException">The arrays do not fit each other, or a label names no class.</exception>
    public ImageSet(string name, ImageShape shape, byte[] pixels, byte[] labels, IReadOnlyList<string> classes)
    {
        (Name, Shape, Pixels, Labels, Classes) = (name, shape, pixels, labels, classes);
        Labelled = labels.Length;
        InputException.ThrowIfAny([.. Problems()]);
        hash = new Lazy<string>(HashContent);
    }

    private ImageSet(ImageSet labelled, byte[] more)
    {
        (Name, Shape, Classes, Labelled) = (labelled.Name, labelled.Shape, labelled.Classes, labelled.Count);
        Pixels = [.. labelled.Pixels, .. more];
        Labels = [.. labelled.Labels, .. Enumerable.Repeat(NoLabel, more.Length / Shape.Size)];
        hash = new Lazy<string>(HashContent);
    }

    /// <summary>What a person calls it.</summary>
    public string Name { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>All images one after the other, each channel by channel, row by row, 0 … 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>Class index of every image.</summary>
    public byte[] Labels { get; }

    /// <summary>Names of the classes, in the order of their indices.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Number of images with a label; they come first.</summary>
    public int Labelled { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>SHA-256 of shape, pixels, labels and class names; the name is not part of it.</summary>
    public string Hash => hash.Value;

    /// <summary>The pixels of one image, CHW.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Shape.Size, Shape.Size);

    /// <summary>A new set of the images at these places, in this order.</summary>
    public ImageSet Select(string name, ReadOnlySpan<int> indices)
    {
        var pixels = new byte[(long)indices.Length * Shape.Size];
        var labels = new byte[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * Shape.Size));
            labels[i] = Labels[indices[i]];
        }
        return new ImageSet(name, Shape, pixels, labels, Classes);
    }

    /// <summary>The set with images behind it that have no label: teachers answer them, hard labels leave them out.</summary>
    /// <param name="pixels">Whole images of this shape, one after the other.</param>
    public ImageSet WithUnlabelled(byte[] pixels) => pixels.Length % Shape.Size == 0
        ? new ImageSet(this, pixels)
        : throw new ArgumentException($"found {pixels.Length} bytes; expected whole images of {Shape.Size}.", nameof(pixels));

    private IEnumerable<Problem> Problems()
    {
        if (Pixels.LongLength != (long)Labels.Length * Shape.Size)
            yield return new Problem(Name, $"{Pixels.LongLength} bytes of pixels for {Labels.Length} labels",
                $"{Labels.Length} images of {Shape}, {(long)Labels.Length * Shape.Size} bytes");
        if (Array.FindIndex(Labels, label => label >= Classes.Count) is var bad and >= 0)
            yield return new Problem(Name, $"label {Labels[bad]} at image {bad}", $"a class index below {Classes.Count}",
                "Check that images and labels belong together and that every class has a name.");
    }

    private string HashContent()
    {
        using var content = new ContentHash();
        content.Add(Shape.Channels).Add(Shape.Height).Add(Shape.Width).Add(Pixels).Add(Labels);
        foreach (var name in Classes) content.Add(name);
        return content.Finish();
    }
}
