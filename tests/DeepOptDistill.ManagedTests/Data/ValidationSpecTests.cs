using System.Runtime.InteropServices;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Splits;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Validation samples of their own, in every kind of files, and those that are named by their places.</summary>
public sealed class ValidationSpecTests : IDisposable
{
    private const string Rows = "x,colour,label\n1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n5,red,a\n6,blue,b\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ATableOfItsOwnIsReadAsTheTrainingFile()
    {
        Write("v.csv", "label,extra,colour,x\nb,7,red,10\na,7,green,20\n");
        var data = Load(Table with { Validation = new() { Path = "v.csv" } });
        Assert.Equal((6, 2), (data.Train.Count, data.Validation.Count));
        Assert.Equal([10, 0, 1, 20, 0, 0], Numbers(data.Validation));
        Assert.Equal([1, 0], data.Validation.Labels);
        Assert.Contains(
            data.Warnings,
            warning => warning.StartsWith("v.csv, column 'colour': 1 of 2 rows have words", StringComparison.Ordinal)
        );
        // It is part of what the data are known by.
        Assert.NotEqual(data.Hash, Load(Table with { Validation = 0 }).Hash);
    }

    /// <summary>Answers of a mask are no indices, and the words speak of neither classes nor one-hot rows.</summary>
    [Fact]
    public void AMaskIsNamed()
    {
        var mask = NpyHeader.Of<ulong>(6, 1);
        byte[] numbers = [.. new ulong[] { 0, 1, 1, 0, 1, 0 }.SelectMany(BitConverter.GetBytes)];
        File.WriteAllBytes(folder["mask.npy"], [.. mask, .. numbers]);
        var error = Assert.Throws<InputException>(() => Load(Table with { Validation = new() { IndexFile = "mask.npy" } }));
        Assert.Contains("numpy.flatnonzero(mask)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesAreRelativeToTheTrainingFiles()
    {
        string Seconds(int from) => "x,when\n" + string.Concat(Enumerable.Range(from, 6).Select(i => $"{i},{1700000000 + i}.5\n"));
        Write("t.csv", Seconds(0));
        Write("v.csv", Seconds(20));
        var data = Load(
            new TableDataset
            {
                Train = "t.csv",
                Test = "t.csv",
                Values = ["when"],
                Validation = new() { Path = "v.csv" },
            }
        );
        Assert.Equal(data.Train.Shape, data.Validation.Shape);
        Assert.Equal(20, data.Validation.Truths!.Numbers[0] - data.Train.Truths!.Numbers[0]);
    }

    [Theory]
    [InlineData("label,colour\nb,red\na,red\n", "v.csv: found no column 'x'")]
    [InlineData("label,colour,x\nc,red,1\na,red,2\n", "table validation: found class 'c'; expected one of a, b")]
    public void ATableOfAnotherKindIsRefused(string text, string said)
    {
        Write("v.csv", text);
        Assert.Contains(said, Refusal(Table with { Validation = new() { Path = "v.csv" } }), StringComparison.Ordinal);
    }

    [Fact]
    public void ArraysAndIdxFilesComeInPairs()
    {
        var arrays = new NpyDataset
        {
            Train = "bytes.npy",
            TrainLabels = "labels.npy",
            Test = "bytes.npy",
            TestLabels = "labels.npy",
            Validation = new() { Samples = "bytes.npy", Labels = "labels.npy" },
        };
        var data = arrays.Load(NpyFolder());
        Assert.Equal((6, 6, data.Train.Hash), (data.Train.Count, data.Validation.Count, data.Validation.Hash));
        Assert.Equal(6, DeepOptDistill.Data.Samples.SampleCopies.Of(data).Validation);
        Write("i", Samples.Idx([.. Enumerable.Range(0, 24).Select(i => (byte)i)], 6, 2, 2));
        Write("l", Samples.Idx([0, 1, 2, 0, 1, 2], 6));
        var idx = new IdxDataset
        {
            TrainImages = "i",
            TrainLabels = "l",
            TestImages = "i",
            TestLabels = "l",
            Validation = new() { Samples = "i", Labels = "l" },
        };
        Assert.Equal(6, Load(idx).Validation.Count);
        Assert.Contains("expected a pair of IDX files", Refusal(idx with { Validation = new() { Path = "i" } }), StringComparison.Ordinal);
        Assert.Contains(
            "expected a pair of arrays",
            Assert.Throws<InputException>(() => (arrays with { Validation = new() { Path = "bytes.npy" } }).Load(NpyFolder())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void PlacesArePutAside()
    {
        Write("places.txt", "4\n1\n\n");
        foreach (
            var validation in new ValidationSpec[]
            {
                new() { Indices = [1, 4] },
                new() { IndexFile = "places.txt" },
            }
        )
        {
            var data = Load(Table with { Validation = validation });
            Assert.Equal([1f, 3, 4, 6], Numbers(data.Train).Where((_, i) => i % 3 == 0));
            Assert.Equal([2f, 5], Numbers(data.Validation).Where((_, i) => i % 3 == 0));
        }
        Assert.Equal(
            3,
            new FashionMnistSmall { Validation = new() { Indices = [0, 5, 11_999] } }
                .Load(Data)
                .Validation.Count
        );
        var npy = new NpyDataset
        {
            Train = "bytes.npy",
            TrainLabels = "labels.npy",
            Test = "bytes.npy",
            TestLabels = "labels.npy",
        };
        // labels.npy holds 0, 1, 2, 2, 1, 0: as places they are refused.
        Assert.Contains(
            "index 0 twice",
            Assert.Throws<InputException>(() => (npy with { Validation = new() { IndexFile = "labels.npy" } }).Load(NpyFolder())).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Medians and words are those of the rows that are learned from.</summary>
    [Fact]
    public void NothingIsLearnedFromRowsThatArePutAside()
    {
        Write("gaps.csv", "x,colour,label\n1,red,a\n2,blue,b\n3,red,a\n100,green,b\n,red,a\n");
        var data = Load(
            Table with
            {
                Train = "gaps.csv",
                Test = "gaps.csv",
                Gaps = GapRule.Median,
                Validation = new() { Indices = [3] },
            }
        );
        Assert.Equal(["x", "colour=blue", "colour=red"], data.Shape.Columns!.Names);
        Assert.Equal(2, Numbers(data.Train)[^3]);
    }

    [Theory]
    [InlineData("6", "index 6; expected indices from 0 to 5, as there are 6 training rows")]
    [InlineData("-1", "index -1")]
    [InlineData("1,1", "index 1 twice")]
    [InlineData("0,1,2,3,4,5", "all 6 training rows")]
    public void PlacesThatDoNotExistAreRefused(string places, string said) =>
        Assert.Contains(
            said,
            Refusal(Table with { Validation = new() { Indices = [.. places.Split(',').Select(place => int.Parse(place, null))] } }),
            StringComparison.Ordinal
        );

    [Fact]
    public void WhatContradictsItselfIsRefused()
    {
        Assert.Contains(
            "2 ways at once",
            Refusal(
                Table with
                {
                    Validation = new() { Share = 0.1, Path = "v.csv" },
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains("0 ways at once", Refusal(Table with { Validation = new() }), StringComparison.Ordinal);
        Assert.Contains(
            "'samples' without 'labels'",
            Refusal(Table with { Validation = new() { Samples = "x" } }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "expected one path, as 'train' is",
            Refusal(
                Table with
                {
                    Validation = new() { Samples = "x", Labels = "y" },
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'tail' beside validation samples that are named",
            Refusal(
                Table with
                {
                    Validation = new() { Path = "v.csv" },
                    Split = SplitKind.Tail,
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Name the test samples by 'test'",
            Refusal(
                Table with
                {
                    Test = null,
                    Validation = new() { Indices = [1] },
                }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the files of this data set are known",
            Assert.Throws<InputException>(() => new FashionMnistSmall { Validation = new() { Path = "v" } }.Load(Data)).Message,
            StringComparison.Ordinal
        );
        Write("places.txt", "4\nfour\n");
        Assert.Contains(
            "places.txt:2: found 'four'",
            Refusal(Table with { Validation = new() { IndexFile = "places.txt" } }),
            StringComparison.Ordinal
        );
        Assert.Contains("no such file", Refusal(Table with { Validation = new() { IndexFile = "none.txt" } }), StringComparison.Ordinal);
    }

    private DataFolder Data => new(folder.Path);

    private TableDataset Table
    {
        get
        {
            Write("t.csv", Rows);
            return new TableDataset
            {
                Train = "t.csv",
                Test = "t.csv",
                Label = "label",
            };
        }
    }

    private Dataset Load(DatasetSpec spec) => spec.Load(Data);

    private string Refusal(DatasetSpec spec) => Assert.Throws<InputException>(() => Load(spec)).Message;

    private void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private void Write(string name, byte[] bytes) => folder.Write(name, bytes);

    private static float[] Numbers(SampleSet set) => MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray();

    private static DataFolder NpyFolder([System.Runtime.CompilerServices.CallerFilePath] string test = "") =>
        new(Path.Combine(Path.GetDirectoryName(test)!, "Arrays"));
}
