using System.Text;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Words that no training row has, and numbers that float32 does not hold.</summary>
public sealed class StrangeCellTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WordsThatNoTrainingRowHasAreCounted()
    {
        Write("train.csv", "job,label\nclerk,a\nsales,b\nclerk,a\nsales,b\n");
        Write("test.csv", "job,label\nclerk,a\narmy,b\npilot,a\narmy,b\n");
        var warning = Assert.Single(Load("train.csv", "test.csv").Warnings);
        Assert.Equal(
            "test.csv, column 'job': 3 of 4 rows have words that no row has from which is learned (army, pilot); "
                + "all their numbers are 0 there.",
            warning
        );
    }

    [Fact]
    public void ANumberBeyondFloat32IsNamed()
    {
        Write("train.csv", "x,label\n1e39,a\n2,b\n3,a\n4,b\n");
        var message = Assert.Throws<InputException>(() => Load("train.csv", "train.csv")).Message;
        Assert.Contains(
            "row 0; expected finite numbers. It is beyond float32 (3.4e38): divide the column",
            message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Class numbers from 1 leave a class 0 of no samples.</summary>
    [Fact]
    public void ClassNumbersFromOneLeaveAClassWithoutSamples()
    {
        Write("images", Samples.Idx([.. Enumerable.Range(0, 24).Select(i => (byte)i)], 6, 2, 2));
        Write("labels", Samples.Idx([1, 2, 3, 1, 2, 3], 6));
        var spec = new IdxDataset
        {
            TrainImages = "images",
            TrainLabels = "labels",
            TestImages = "images",
            TestLabels = "labels",
            Validation = 0,
        };
        Assert.Contains(
            "No training image of 1 of 4 classes ('0'): nothing can be learned of them.",
            spec.Load(new DataFolder(folder.Path)).Warnings
        );
    }

    private Dataset Load(string train, string test) =>
        new TableDataset
        {
            Train = train,
            Test = test,
            Label = "label",
            Validation = 0,
        }.Load(new DataFolder(folder.Path));

    private void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private void Write(string name, byte[] bytes) => folder.Write(name, bytes);
}
