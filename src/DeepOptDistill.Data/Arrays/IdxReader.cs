using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Arrays;

/// <summary>Reads labelled images from a pair of IDX files of unsigned bytes, plain or gzip.</summary>
public static class IdxReader
{
    /// <summary>Reads images (N × H × W, or N × C × H × W) and their labels (N).</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="images">Path of the images.</param>
    /// <param name="labels">Path of the labels.</param>
    /// <param name="classes">Names of the classes; null for <c>0</c>, <c>1</c>, … up to the largest label.</param>
    /// <exception cref="InputException">A file is missing, truncated, has trailing bytes or another magic number; the counts differ; a
    /// label names no class.</exception>
    public static SampleSet Read(string name, string images, string labels, IReadOnlyList<string>? classes = null)
    {
        var problems = new List<Problem>();
        var pixels = Attempt(() => IdxFile.Read(images, 3, 4), problems);
        var indices = Attempt(() => IdxFile.Read(labels, 1), problems);
        InputException.ThrowIfAny(problems);
        return Join(name, pixels!, indices!, classes, labels);
    }

    /// <summary>Reads images (N × H × W, or N × C × H × W) without labels.</summary>
    /// <exception cref="InputException">The file is missing, truncated, has trailing bytes or another magic number.</exception>
    public static (SampleShape Shape, byte[] Pixels) Unlabelled(string images)
    {
        var file = IdxFile.Read(images, 3, 4);
        return (ShapeOf(file.Dimensions), file.Data);
    }

    /// <summary>Reads the same from streams that can seek.</summary>
    internal static SampleSet Read(string name, Stream images, Stream labels, IReadOnlyList<string> classes) =>
        Join(name, IdxFile.Read(images, name + " images", 3, 4), IdxFile.Read(labels, name + " labels", 1), classes, name);

    private static SampleSet Join(string name, IdxFile images, IdxFile labels, IReadOnlyList<string>? classes, string where)
    {
        if (images.Dimensions[0] != labels.Dimensions[0])
            throw new InputException(
                new Problem(
                    where,
                    Noun.Counted(labels.Dimensions[0], "label"),
                    $"{images.Dimensions[0]}, one for each image",
                    "Check that images and labels belong together."
                )
            );
        return new SampleSet(
            name,
            ShapeOf(images.Dimensions),
            images.Data,
            [.. labels.Data.Select(label => (int)label)],
            classes ?? Numbered(labels.Data.Max() + 1)
        );
    }

    private static SampleShape ShapeOf(int[] dimensions) =>
        dimensions.Length == 3
            ? new SampleShape(1, dimensions[1], dimensions[2])
            : new SampleShape(dimensions[1], dimensions[2], dimensions[3]);

    internal static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    internal static T? Attempt<T>(Func<T> read, List<Problem> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InputException exception)
        {
            problems.AddRange(exception.Problems);
            return null;
        }
    }
}
