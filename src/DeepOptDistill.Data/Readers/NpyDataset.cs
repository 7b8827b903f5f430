using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Data.Readers;

/// <summary>
/// A data set of your own in four arrays of NumPy: samples N × F, N × H × W or N × C × H × W and class numbers N, or labels or values N ×
/// D. Arrays of bytes are pixels of images; all others are numbers as they are. <c>FILE.npz/NAME</c> is an array of an archive, and
/// <c>FILE.npz/NAME,NAME</c> are several side by side, for networks of several inputs, each of which takes the array of its name. Looked
/// for in the data folder, then in the working directory.
/// </summary>
[Kind(
    "npy",
    "your own samples in four arrays of NumPy, .npy or FILE.npz/NAME, several inputs as FILE.npz/NAME,NAME: pixels or any numbers",
    Version = 2
)]
public sealed record NpyDataset : DatasetSpec
{
    private const int MostClasses = 1 << 20;

    /// <summary>Path of the training samples.</summary>
    [MinLength(1)]
    public required string Train { get; init; }

    /// <summary>Path of their class numbers, labels or values.</summary>
    [MinLength(1)]
    public required string TrainLabels { get; init; }

    /// <summary>Path of the test samples.</summary>
    [MinLength(1)]
    public required string Test { get; init; }

    /// <summary>Path of what is so of them.</summary>
    [MinLength(1)]
    public required string TestLabels { get; init; }

    /// <summary>Whether the last axis of samples N × H × W × C holds the channels, as TensorFlow's do; otherwise the second does.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>What the second arrays hold: class numbers N; for each of D labels 0 or 1, N × D; or D values, N × D or N.</summary>
    public TaskKind Task { get; init; }

    /// <summary>
    /// Names of the classes in the order of their numbers, or of labels or values; null for <c>0</c>, <c>1</c>, … up to the largest.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <inheritdoc/>
    protected override (SampleSet Train, SampleSet Test) Read(
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        if (Task == TaskKind.Values)
            return Valued(folder);
        if (Task != TaskKind.Classes)
            return (Told(folder, "train", Train, TrainLabels), Told(folder, "test", Test, TestLabels));
        var problems = new List<Problem>();
        var arrays = new[] { Train, TrainLabels, Test, TestLabels }
            .Select((path, i) => IdxReader.Attempt(() => NpyReader.Read(folder, path, isLabel: i % 2 == 1, ChannelsLast), problems))
            .ToList();
        InputException.ThrowIfAny(problems);
        InputException.ThrowIfAny([.. TooLarge(arrays[1]!.Labels, TrainLabels), .. TooLarge(arrays[3]!.Labels, TestLabels)]);
        var largest = Math.Max(arrays[1]!.Labels.Max(), arrays[3]!.Labels.Max());
        var classes = Classes ?? IdxReader.Numbered(largest + 1);
        return (Set("train", TrainLabels, arrays[0]!, arrays[1]!, classes), Set("test", TestLabels, arrays[2]!, arrays[3]!, classes));
    }

    private static IEnumerable<Problem> TooLarge(int[] labels, string path)
    {
        if (labels.Max() is var number and >= MostClasses)
            yield return new Problem(
                path,
                FormattableString.Invariant($"class number {number:#,0}"),
                FormattableString.Invariant($"numbers below {MostClasses:#,0}"),
                "Number the classes from 0: names, y = numpy.unique(labels, return_inverse=True)."
            );
    }

    /// <summary>Values of both parts, relative to what those of the training samples need.</summary>
    private (SampleSet Train, SampleSet Test) Valued(DataFolder folder)
    {
        var (numbers, width) = NpyReader.ReadNumbers(folder, TrainLabels, Task);
        var (origins, lost) = Truths.OriginsOf(
            numbers,
            width,
            d => FormattableString.Invariant($"{TrainLabels}, value {(d < Classes?.Count ? Classes[d] : $"{d}")}")
        );
        SampleSet Set(string part, string samples, (double[] Numbers, int Width) told) => Valued(folder, part, samples, told, origins);
        var train = Set("train", Train, (numbers, width));
        return (train.Warned([.. lost, .. train.Warnings]), Set("test", Test, NpyReader.ReadNumbers(folder, TestLabels, Task)));
    }

    private SampleSet Valued(DataFolder folder, string part, string samples, (double[] Numbers, int Width) told, ValueOrigins? origins)
    {
        var read = NpyReader.Read(folder, samples, isLabel: false, ChannelsLast);
        return new SampleSet(
            $"{Name} {part}",
            read.Shape,
            read.Bytes!,
            Truths.OfValues(told.Numbers, told.Width, origins),
            Classes ?? IdxReader.Numbered(told.Width)
        ).Warned(read.Warnings);
    }

    /// <inheritdoc/>
    protected override SampleSet ReadValidation(
        SampleSet train,
        DataFolder folder,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        if (Validation is not { Samples: { } samples, Labels: { } labels })
            throw Unnamed("a pair of arrays: { samples: FILE, labels: FILE }");
        const string Part = "validation";
        if (Task == TaskKind.Values)
            return Valued(folder, Part, samples, NpyReader.ReadNumbers(folder, labels, Task), train.Shape.Values);
        if (Task == TaskKind.Labels)
            return Told(folder, Part, samples, labels);
        return Set(
            Part,
            labels,
            NpyReader.Read(folder, samples, isLabel: false, ChannelsLast),
            NpyReader.Read(folder, labels, isLabel: true, ChannelsLast),
            train.Classes
        );
    }

    private SampleSet Told(DataFolder folder, string part, string samples, string truths)
    {
        var (read, told) = (NpyReader.Read(folder, samples, isLabel: false, ChannelsLast), NpyReader.ReadTruths(folder, truths, Task));
        return new SampleSet($"{Name} {part}", read.Shape, read.Bytes!, told, Classes ?? IdxReader.Numbered(told.Width)).Warned(
            read.Warnings
        );
    }

    private SampleSet Set(string part, string where, NpyArray samples, NpyArray labels, IReadOnlyList<string> classes) =>
        labels.Count == samples.Count
            ? new SampleSet($"{Name} {part}", samples.Shape, samples.Bytes!, labels.Labels, classes).Warned(samples.Warnings)
            : throw new InputException(
                new Problem(
                    where,
                    Noun.Counted(labels.Count, "label"),
                    $"{samples.Count}, one for each sample",
                    "Check that samples and labels belong together."
                )
            );
}
