using System.Runtime.InteropServices;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>Rows of a table as samples: numbers as they are, words as one number each, classes by the label's column.</summary>
public sealed class TableDatasetTests : IDisposable
{
    private const string Text = "size,colour,label\n1,red,10\n2,blue,9\n3,red,9\n4,green,10\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WordsBecomeOneNumberEachInOrdinalOrder()
    {
        var data = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = Write("b.csv", "colour,label,size\nblue,9,7\npink,10,8\n"),
                Label = "label",
                Validation = 0,
            }
        );
        Assert.Equal(["size", "colour=blue", "colour=green", "colour=red"], data.Shape.Columns!.Names);
        Assert.Equal([1, 0, 0, 1, 2, 1, 0, 0, 3, 0, 0, 1, 4, 0, 1, 0], Numbers(data.Train));
        // Numbers as class names go by size; a word that training has not is nothing.
        Assert.Equal(["9", "10"], data.Classes);
        Assert.Equal([1, 0, 0, 1], data.Train.Labels);
        Assert.Equal([7, 1, 0, 0, 8, 0, 0, 0], Numbers(data.Test));
    }

    [Fact]
    public void RowsBecomeATableAgainAndCodesAreWordsPlaces()
    {
        var shape = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = "a.csv",
                Label = "label",
                Validation = 0,
            }
        ).Train;
        var columns = shape.Shape.Columns!;
        var table = columns.Table(Numbers(shape));
        Assert.Equal(["red", "blue", "red", "green"], Enumerable.Range(0, 4).Select(table.Columns[1].Text));
        Assert.Equal(Numbers(shape), columns.Rows(table));
        var coded = new float[2];
        columns.Code([5, 0, 1, 0], coded);
        Assert.Equal([5, 1], coded);
        columns.Code([5, 0, 0, 0], coded);
        Assert.Equal([5, -1], coded);
    }

    [Fact]
    public void WithoutATestFileAShareIsPutAsideTheSameForEverySeed()
    {
        var spec = new TableDataset
        {
            Train = Write(
                "long.csv",
                "x,label\n" + string.Join("\n", Enumerable.Range(0, 100).Select(i => $"{i},{(i % 4 == 0 ? "a" : "b")}")) + "\n"
            ),
            Label = "label",
            TestShare = 0.4,
        };
        var (one, two) = (Load(spec, seed: 1), Load(spec, seed: 2));
        Assert.Equal((54, 6, 40), (one.Train.Count, one.Validation.Count, one.Test.Count));
        Assert.Equal(10, one.Test.Labels.Count(label => label == 0));
        Assert.Equal(one.Test.Hash, two.Test.Hash);
        Assert.NotEqual(one.Train.Hash, two.Train.Hash);
    }

    [Theory]
    [InlineData("size,colour,label\n1,red,10\n2,blue,11\n", "class '11'; expected one of 9, 10")]
    [InlineData("size,label\n1,10\n2,9\n", "b.csv: found no column 'colour'")]
    [InlineData(
        "size,colour,label\na,red,10\nb,blue,9\n",
        "b.csv: found column 'size' of words; expected numbers, as in the training file"
    )]
    [InlineData("size,colour,lable\n1,red,10\n2,blue,9\n", "dataset.label: found column 'label'; expected one of size, colour, lable")]
    public void ATestFileThatDoesNotFitIsRefused(string test, string message)
    {
        var spec = new TableDataset
        {
            Train = Write("a.csv", Text),
            Test = Write("b.csv", test),
            Label = "label",
            Classes = ["9", "10"],
            Validation = 0,
        };
        Assert.Contains(message, Assert.Throws<InputException>(() => Load(spec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AColumnOfNamesIsRefusedBeforeItMakesEveryRowLong()
    {
        var spec = new TableDataset
        {
            Train = Write(
                "names.csv",
                "name,x,label\n" + string.Join("\n", Enumerable.Range(0, 1200).Select(i => $"n{i},1,{i % 2}")) + "\n"
            ),
            Label = "label",
        };
        Assert.Contains("1200 different words", Assert.Throws<InputException>(() => Load(spec)).Message, StringComparison.Ordinal);
        Assert.Equal(1, Load(spec with { Ignore = ["name"] }).Shape.Size);
    }

    [Fact]
    public void MungeMakesRowsOfTheSameColumns()
    {
        var train = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = "a.csv",
                Label = "label",
                Validation = 0,
            }
        ).Train;
        var more = new UnlabelledSpec
        {
            Munge = new Munging { Copies = 3, Swap = 0.5 },
        }.Extend(train, new DataFolder(folder.Path), new Seed(4), "unlabelled");
        Assert.Equal((16, 4), (more.Count, more.Labelled));
        for (var row = 4; row < 16; row++)
            Assert.Equal(1, Numbers(more).AsSpan((row * 4) + 1, 3).ToArray().Sum());
        Assert.Equal(
            more.Hash,
            new UnlabelledSpec
            {
                Munge = new Munging { Copies = 3, Swap = 0.5 },
            }
                .Extend(train, new DataFolder(folder.Path), new Seed(4), "unlabelled")
                .Hash
        );
        var rows = new UnlabelledSpec { Rows = Write("more.csv", "id,colour,size\n1,red,5\n2,green,6\n") }.Extend(
            train,
            new DataFolder(folder.Path),
            new Seed(4),
            "unlabelled"
        );
        Assert.Equal([5, 0, 0, 1, 6, 0, 1, 0], Numbers(rows)[16..]);
    }

    [Theory]
    [InlineData("size,shade\n1,red\n2,blue\n", "column 'colour'")]
    [InlineData("size,colour\nx,red\ny,blue\n", "no column 'size' of numbers")]
    public void UnlabelledRowsThatDoNotFitAreRefused(string text, string message)
    {
        var train = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = "a.csv",
                Label = "label",
                Validation = 0,
            }
        ).Train;
        Assert.Contains(
            message,
            Assert
                .Throws<InputException>(() =>
                    new UnlabelledSpec { Rows = Write("more.csv", text) }.Extend(
                        train,
                        new DataFolder(folder.Path),
                        new Seed(4),
                        "unlabelled"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LettersAreDisjointAndBalanced()
    {
        var data = new Letters { Validation = 500, Split = DeepOptDistill.Data.Splits.SplitKind.Tail }.Load(
            new DataFolder(folder.Path),
            new Seed(1)
        );
        Assert.Equal((3500, 500, 4000, 12000), (data.Train.Count, data.Validation.Count, data.Test.Count, Letters.Between().Count));
        Assert.Equal((26, 16, "A"), (data.Classes.Count, data.Shape.Size, data.Classes[0]));
        // The first row of the published file: T, 2, 8, 3, 5, 1, 8, 13, …
        Assert.Equal([2, 8, 3, 5, 1, 8, 13], Numbers(data.Train)[..7]);
        Assert.Equal("T", data.Classes[data.Train.Labels[0]]);
    }

    private static float[] Numbers(SampleSet set) => MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray();

    private string Write(string name, string text)
    {
        folder.Write(name, Encoding.UTF8.GetBytes(text));
        return name;
    }

    private Dataset Load(DatasetSpec spec, ulong seed = 1) => spec.Load(new DataFolder(folder.Path), new Seed(seed));
}
