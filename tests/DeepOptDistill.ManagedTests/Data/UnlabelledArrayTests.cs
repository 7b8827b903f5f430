using System.Runtime.CompilerServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Samples without labels in arrays of NumPy: laid out as the labelled ones, or refused.</summary>
public sealed class UnlabelledArrayTests
{
    [Theory]
    [InlineData("bytes.npy", "bytes.npy", false)]
    [InlineData("float32.npy", "archive.npz/x_train", false)]
    [InlineData("rows.npy", "rows.npy", false)]
    [InlineData("float32.npy", "channels-last.npy", true)]
    public void SamplesAreAddedBehind(string labelled, string more, bool channelsLast)
    {
        var all = Extend(labelled, more, channelsLast);
        Assert.Equal((12, 6), (all.Count, all.Labelled));
        Assert.Equal(all.Images(0, 6).ToArray(), all.Images(6, 6).ToArray());
        Assert.All(all.Labels[6..], label => Assert.Equal(SampleSet.NoLabel, label));
    }

    [Theory]
    [InlineData("bytes.npy", "grey.npy", "unlabelled: found images of 1×3×4")]
    [InlineData("float32.npy", "bytes.npy", "images of 2×3×4 in bytes.npy; expected 2×3×4 float32, as the labelled ones")]
    [InlineData("float32.npy", "labels.npy", "samples N × F")]
    [InlineData("float32.npy", "nowhere.npy", "an array that cannot be read")]
    public void WhatIsNotAlikeIsRefused(string labelled, string more, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => Extend(labelled, more, false)).Message, StringComparison.Ordinal);

    [Fact]
    public void RowsOfATableAreNoArray()
    {
        var letters = new Letters().Load(Folder()).Train;
        var error = Assert.Throws<InputException>(() =>
            new UnlabelledSpec { Npy = "rows.npy" }.Extend(letters, Folder(), new Seed(1), "unlabelled")
        );
        Assert.Contains("Name them by 'rows'", error.Message, StringComparison.Ordinal);
    }

    private static SampleSet Extend(string labelled, string more, bool channelsLast)
    {
        var spec = new NpyDataset
        {
            Train = labelled,
            TrainLabels = "labels.npy",
            Test = labelled,
            TestLabels = "labels.npy",
            Validation = 0,
        };
        return new UnlabelledSpec { Npy = more }.Extend(
            spec.Load(Folder()).Train,
            Folder(),
            new Seed(1),
            "unlabelled",
            new UnlabelledReading { ChannelsLast = channelsLast }
        );
    }

    private static DataFolder Folder([CallerFilePath] string path = "") =>
        new(Path.Combine(Path.GetDirectoryName(path)!, "Arrays")) { Download = false };
}
