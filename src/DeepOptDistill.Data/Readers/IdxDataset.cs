using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// A data set of your own in four IDX files of unsigned bytes, plain or gzip: images N × H × W (or N × C × H × W) and labels N.
/// A relative path is looked for in the data folder, then in the working directory.
/// </summary>
[Kind("idx", "your own images in four IDX files, plain or gzip")]
public sealed record IdxDataset : DatasetSpec
{
    /// <summary>Path of the training images.</summary>
    [MinLength(1)]
    public required string TrainImages { get; init; }

    /// <summary>Path of the training labels.</summary>
    [MinLength(1)]
    public required string TrainLabels { get; init; }

    /// <summary>Path of the test images.</summary>
    [MinLength(1)]
    public required string TestImages { get; init; }

    /// <summary>Path of the test labels.</summary>
    [MinLength(1)]
    public required string TestLabels { get; init; }

    /// <summary>Names of the classes, in the order of their indices; null for <c>0</c>, <c>1</c>, … up to the largest label.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var problems = new List<Problem>();
        var train = Pair("idx train", TrainImages, TrainLabels, folder, problems);
        var test = Pair("idx test", TestImages, TestLabels, folder, problems);
        InputException.ThrowIfAny(problems);
        var classes = train!.Classes.Count >= test!.Classes.Count ? train.Classes : test.Classes;
        return (Named(train, classes), Named(test, classes));
    }

    /// <inheritdoc/>
    protected override SampleSet ReadValidation(
        SampleSet train,
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        if (Validation.Samples is null)
            throw Unnamed("a pair of IDX files: { samples: FILE, labels: FILE }");
        var (samples, labels) = (folder.Find(Validation.Samples), folder.Find(Validation.Labels!));
        return IdxReader.Read("idx validation", samples, labels, train.Classes);
    }

    private SampleSet? Pair(string name, string images, string labels, DataFolder folder, List<Problem> problems)
    {
        try
        {
            return IdxReader.Read(name, folder.Find(images), folder.Find(labels), Classes);
        }
        catch (InputException exception)
        {
            problems.AddRange(exception.Problems);
            return null;
        }
    }

    private static SampleSet Named(SampleSet set, IReadOnlyList<string> classes) =>
        new(set.Name, set.Shape, set.Bytes, set.Labels, classes);
}
