using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>
/// Arrays that NumPy saved (scripts/reference/arrays.py): the same samples whatever their form; what is no data set is refused.
/// </summary>
public sealed class NpyDatasetTests
{
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 6 * 24).Select(i => (float)i)];

    [Theory]
    [InlineData("float32.npy")]
    [InlineData("float64.npy")]
    [InlineData("float16.npy")]
    [InlineData("big-endian.npy")]
    [InlineData("fortran.npy")]
    [InlineData("int64.npy")]
    [InlineData("archive.npz/x_train")]
    [InlineData("channels-last.npy", true)]
    public void EveryFormHoldsTheSameNumbers(string samples, bool channelsLast = false)
    {
        var set = Load(samples, "labels.npy", channelsLast).Train;
        Assert.Equal(new SampleShape(2, 3, 4) { Numbers = SampleNumbers.Float32 }, set.Shape);
        Assert.Equal(Numbers, MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray());
        Assert.Equal([0, 1, 2, 2, 1, 0], set.Labels);
    }

    /// <summary>A class has a name and a logit: a damaged number must not ask for a thousand million of them.</summary>
    [Fact]
    public void AVeryLargeClassNumberIsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] labels =
        [
            .. DeepOptDistill.Data.Samples.NpyHeader.Of<ulong>(6, 1),
            .. new ulong[] { 0, 1, 2, 2, 1, 1 << 30 }.SelectMany(BitConverter.GetBytes),
        ];
        File.WriteAllBytes(folder["labels.npy"], labels);
        Assert.Contains(
            "found class number 1,073,741,824",
            Assert.Throws<InputException>(() => Load("float32.npy", folder["labels.npy"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void BytesArePixelsAndFlatNumbersAreRows()
    {
        var pixels = Load("bytes.npy", "labels.npy").Train;
        Assert.Equal((new SampleShape(2, 3, 4), "images"), (pixels.Shape, pixels.Shape.Noun));
        Assert.Equal(Numbers.Select(number => (byte)number), pixels.Images(0, pixels.Count).ToArray());
        Assert.Equal(new SampleShape(1, 3, 4), Load("grey.npy", "labels.npy").Train.Shape);
        var rows = Load("rows.npy", "labels.npy").Train.Shape;
        Assert.Equal(("24 numbers", "rows", 96), (rows.ToString(), rows.Noun, rows.Bytes));
    }

    [Theory]
    [InlineData("labels-column.npy")]
    [InlineData("labels-float.npy")]
    [InlineData("archive.npz/y_train")]
    public void LabelsAreWholeNumbersInAnyForm(string labels) => Assert.Equal([0, 1, 2, 2, 1, 0], Load("float32.npy", labels).Train.Labels);

    [Theory]
    [InlineData("float32.npy", "labels-bad.npy", "numbers that are no classes")]
    [InlineData("float32.npy", "one-hot.npy", "an array of shape 6×3")]
    [InlineData("labels.npy", "labels.npy", "samples N × F")]
    [InlineData("words.npy", "labels.npy", "found text; expected numbers")]
    [InlineData("nowhere.npy", "labels.npy", "an array that cannot be read")]
    [InlineData("archive.npz/x", "labels.npy", "an array that cannot be read")]
    [InlineData("archive.npz/x_test", "labels.npy", "6 labels; expected 3")]
    [InlineData("infinite.npy", "labels.npy", "the number NaN at image 1; expected finite numbers")]
    public void WhatIsNoDataSetIsRefused(string samples, string labels, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => Load(samples, labels)).Message, StringComparison.Ordinal);

    /// <summary>Arrays of one archive stand side by side, each number with the name of its array and its place there.</summary>
    [Fact]
    public void ArraysStandSideBySide()
    {
        var set = Load("archive.npz/y_train, x_train", "labels.npy").Train;
        var columns = set.Shape.Columns!.Names;
        Assert.Equal((25, "y_train[0]", "x_train[0]", "x_train[23]"), (columns.Count, columns[0], columns[1], columns[24]));
        Assert.Equal(["y_train[0]", "x_train[0…23]"], DeepOptDistill.Data.Tables.ArrayColumn.Folded(columns));
        var rows = MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray();
        Assert.Equal([2f, .. Numbers.Skip(2 * 24).Take(24)], rows.AsSpan(2 * 25, 25).ToArray());
        var turned = Load("archive.npz/x_train,y_train", "labels.npy").Train;
        Assert.Equal(
            [.. Numbers.Skip(2 * 24).Take(24), 2f],
            MemoryMarshal.Cast<byte, float>(turned.Images(0, turned.Count)).Slice(2 * 25, 25).ToArray()
        );
    }

    [Theory]
    [InlineData("archive.npz/x_train,x_train", "the array 'x_train' twice")]
    [InlineData("archive.npz/x_train,x_test", "arrays of 6 ('x_train'), 3 ('x_test') samples")]
    [InlineData("archive.npz/x_train,nothing", "an array that cannot be read")]
    public void ArraysThatDoNotBelongTogetherAreRefused(string samples, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => Load(samples, "labels.npy")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("float32.npy", true)]
    [InlineData("bytes.npy", true)]
    [InlineData("rows.npy", true)]
    [InlineData("archive.npz/x_train", false)]
    public void ALargeArrayIsReadWhereItLies(string samples, bool isMapped)
    {
        var folder = Folder();
        var (held, large) = (
            NpyReader.Read(folder, samples, isLabel: false, channelsLast: false),
            NpyReader.Read(folder, samples, isLabel: false, channelsLast: false, large: 1)
        );
        Assert.Equal(isMapped, large.Bytes is MappedBytes);
        Assert.Equal((held.Shape, held.Count), (large.Shape, large.Count));
        Assert.Equal(held.Bytes!.Range(0, held.Count), large.Bytes!.Range(0, large.Count));
    }

    [Theory]
    [InlineData("fortran.npy", false, "'<f4', column-major")]
    [InlineData("float64.npy", false, "'<f8'")]
    [InlineData("channels-last.npy", true, "channels last")]
    public void ALargeArrayOfAnotherFormIsRefusedWithItsCure(string samples, bool channelsLast, string found)
    {
        var error = Assert.Throws<InputException>(() => NpyReader.Read(Folder(), samples, isLabel: false, channelsLast, large: 1)).Message;
        Assert.Contains(found, error, StringComparison.Ordinal);
        Assert.Contains("ascontiguousarray", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeArrayThatIsNotWholeIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["torn.npy"], File.ReadAllBytes(Folder().Find("float32.npy"))[..^4]);
        Assert.Contains(
            "It was not written whole",
            Assert
                .Throws<InputException>(() =>
                    NpyReader.Read(new DataFolder(folder.Path), "torn.npy", isLabel: false, channelsLast: false, large: 1)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    private static DataFolder Folder([CallerFilePath] string test = "") => new(Path.Combine(Path.GetDirectoryName(test)!, "Arrays"));

    private static Dataset Load(string samples, string labels, bool channelsLast = false) =>
        new NpyDataset
        {
            Train = samples,
            TrainLabels = labels,
            Test = samples,
            TestLabels = labels,
            ChannelsLast = channelsLast,
            Validation = 0,
        }.Load(Folder(), new Seed(1));
}
