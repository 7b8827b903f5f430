using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Tables;

/// <summary>
/// Gaps are filled in by what the training file says, as pandas and scikit-learn do (scripts/reference/table_gaps.py), wherever rows come
/// from.
/// </summary>
public sealed class GapTests : IDisposable
{
    private const string Text = "size,colour,label\n1,red,a\n,NA,b\n5,red,a\n2,?,b\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RowsAreThoseOfScikitLearn()
    {
        var data = new TableDataset
        {
            Train = In("gaps-train.csv"),
            Test = In("gaps-test.csv"),
            Label = "bought",
            Validation = 0,
            Gaps = GapRule.Indicator,
            GapWord = "missing",
        }.Load(new DataFolder(folder.Path), new Seed(1));
        using var expected = JsonDocument.Parse(File.ReadAllText(In("gaps.json")));
        Assert.Equal(
            ["age", "colour=blue", "colour=green", "colour=missing", "colour=red", "size", "weight", "age=missing", "weight=missing"],
            data.Shape.Columns!.Names
        );
        Assert.Equal(Rows(expected, "train"), Numbers(data.Train));
        Assert.Equal(Rows(expected, "test"), Numbers(data.Test));
        foreach (var median in expected.RootElement.GetProperty("medians").EnumerateObject())
            Assert.Equal(
                median.Value.GetDouble(),
                data.Shape.Columns!.All.Single(column => column.Name == median.Name).Filling!.Number,
                1e-12
            );
    }

    [Fact]
    public void WithoutMarksTheRestIsTheSame()
    {
        var spec = new TableDataset
        {
            Train = In("gaps-train.csv"),
            Test = In("gaps-test.csv"),
            Label = "bought",
            Validation = 0,
            Gaps = GapRule.Median,
            GapWord = "missing",
        };
        var (plain, marked) = (Load(spec), Load(spec with { Gaps = GapRule.Indicator }));
        Assert.Equal([.. Numbers(marked.Test).Chunk(9).SelectMany(row => row[..7])], Numbers(plain.Test));
        // Columns are told apart by what they stand for, so that stores of the one are not taken for those of the other.
        Assert.NotEqual(marked.Shape, plain.Shape);
    }

    [Fact]
    public void TheTestFileHasNoSayInItsOwnMedians()
    {
        var spec = new TableDataset
        {
            Train = Write("a.csv", Text),
            Test = Write("b.csv", "size,colour,label\n100,red,a\nNaN,pink,b\n300,null,a\n"),
            Label = "label",
            Validation = 0,
            Gaps = GapRule.Median,
        };
        var data = Load(spec);
        Assert.Equal(["size", "colour=", "colour=red"], data.Shape.Columns!.Names);
        Assert.Equal(["size=2"], data.Shape.Columns!.Fillings);
        Assert.Equal([1, 0, 1, 2, 1, 0, 5, 0, 1, 2, 1, 0], Numbers(data.Train));
        Assert.Equal([100, 0, 1, 2, 0, 0, 300, 1, 0], Numbers(data.Test));
        Assert.Equal(data.Train.Hash, Load(spec with { Test = "a.csv" }).Train.Hash);
    }

    [Fact]
    public void RowsWithoutLabelsAreFilledInLikewise()
    {
        var train = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = "a.csv",
                Label = "label",
                Validation = 0,
                Gaps = GapRule.Indicator,
            }
        ).Train;
        // A column that the data set has not, such as labels that are not there, is not looked at.
        var more = new UnlabelledSpec { Rows = Write("more.csv", "label,colour,size\n,n/a,7\n,red,\n") }.Extend(
            train,
            new DataFolder(folder.Path),
            new Seed(4),
            "unlabelled"
        );
        Assert.Equal(["size", "colour=", "colour=red", "size=missing"], train.Shape.Columns!.Names);
        Assert.Equal([7, 1, 0, 0, 2, 0, 1, 1], Numbers(more)[16..]);
    }

    /// <summary>What is exchanged between a number and a gap is both; between two numbers it is drawn, between two gaps it stays.</summary>
    /// <summary>
    /// Rows that are put aside have no say in what the others are filled with, which words there are, and which gaps are marked.
    /// </summary>
    [Theory]
    [InlineData(0.4, 0)]
    [InlineData(0.4, 0.25)]
    [InlineData(null, 0.25)]
    public void OnlyRowsThatAreLearnedFromSayWhatFillsGaps(double? share, double validation)
    {
        string[] rows = [.. Enumerable.Range(0, 40).Select(i => $"{i + 1},red,{(i % 2 == 0 ? "a" : "b")}")];
        TableDataset Spec(string name, string[] text) =>
            new()
            {
                Train = Write(name, $"size,colour,label\n{string.Join('\n', text)}\n"),
                Label = "label",
                TestShare = share,
                Validation = validation,
                Gaps = GapRule.Indicator,
                Test = share is null ? Write($"test-{name}", $"size,colour,label\n{string.Join('\n', rows.Take(4))}\n") : null,
            };
        var plain = Load(Spec("plain.csv", rows));
        HashSet<float> learned =
        [
            .. MemoryMarshal
                .Cast<byte, float>(plain.Train.Images(0, plain.Train.Count))
                .ToArray()
                .Where((_, i) => i % plain.Shape.Size == 0),
        ];
        string[] poisoned =
        [
            .. rows.Select(
                (row, i) =>
                    learned.Contains(i + 1) ? row
                    : i % 3 == 0 ? $",green,{row[^1]}"
                    : $"{100000 + i},blue,{row[^1]}"
            ),
        ];
        // One gap where it is learned from.
        var first = (int)learned.Min() - 1;
        poisoned[first] = $",red,{poisoned[first][^1]}";
        var found = Load(Spec("poisoned.csv", poisoned));
        Assert.Equal(["size", "colour=red", "size=missing"], found.Shape.Columns!.Names);
        var told = learned.Where(size => size != first + 1).Select(size => (double)size).Order().ToList();
        Assert.Equal((told[(told.Count - 1) / 2] + told[told.Count / 2]) / 2, found.Shape.Columns.All[0].Filling!.Number);
    }

    [Fact]
    public void MungeExchangesGapsAsWords()
    {
        var text =
            "size,label\n"
            + string.Join("\n", Enumerable.Range(0, 60).Select(i => $"{(i % 3 == 0 ? "NA" : $"{i}")},{(i % 2 == 0 ? "a" : "b")}"))
            + "\n";
        var train = Load(
            new TableDataset
            {
                Train = Write("long.csv", text),
                Test = "long.csv",
                Label = "label",
                Validation = 0,
                Gaps = GapRule.Indicator,
            }
        ).Train;
        var made = Numbers(
                new UnlabelledSpec
                {
                    Munge = new Munging { Copies = 5, Swap = 0.5 },
                }.Extend(train, new DataFolder(folder.Path), new Seed(4), "unlabelled")
            )
            .Chunk(2)
            .Skip(60)
            .ToList();
        var median = (float)train.Shape.Columns!.All[0].Filling!.Number;
        Assert.All(made, row => Assert.True(row[1] is 0 or 1));
        Assert.All(made.Where(row => row[1] == 1), row => Assert.Equal(median, row[0]));
        Assert.Equal(5 * 20, made.Count(row => row[1] == 1));
        Assert.Contains(made.Where(row => row[1] == 0), row => row[0] != MathF.Round(row[0]));
    }

    [Fact]
    public void RowsBecomeATableAgain()
    {
        var train = Load(
            new TableDataset
            {
                Train = Write("a.csv", Text),
                Test = "a.csv",
                Label = "label",
                Validation = 0,
                Gaps = GapRule.Indicator,
            }
        ).Train;
        var columns = train.Shape.Columns!;
        var table = columns.Table(Numbers(train));
        Assert.Equal(["size", "colour"], table.Columns.Select(column => column.Name));
        Assert.Equal(["1", "", "5", "2"], Enumerable.Range(0, 4).Select(table.Columns[0].Text));
        Assert.Equal(Numbers(train), columns.Rows(table));
        var coded = new float[3];
        columns.Code([2, 0, 1, 1], coded);
        Assert.Equal([2, 1, 1], coded);
    }

    [Fact]
    public void ParquetsGapsAreFilled()
    {
        var read = TableFile.Read(In("rows-gap.parquet"), new([], []) { Gaps = GapRule.Median, GapWord = "none" });
        Assert.Equal([0, 10, 20, 30, 20, 50], ((ContinuousColumn)read.Table.Columns[5]).Values.ToArray());
        Assert.Equal(["red", "blue", "none"], ((NominalColumn)read.Table.Columns[6]).Words);
    }

    [Theory]
    [InlineData(
        "Gaps",
        "a,label\n1,x\n,y\n",
        "t.csv:3, column 'a': found ''; expected a finite number, as in the other cells of this column. Have gaps filled in, also for "
            + "a teacher that would take NaN: set dataset.gaps to median or indicator."
    )]
    [InlineData(
        "Word",
        "a,label\n1,x\nfew,y\n2,x\n",
        "t.csv:3, column 'a': found 'few'; expected a finite number, as in the other cells of this column. Correct it or leave the "
            + "row out; if"
    )]
    [InlineData(
        "Fill",
        "a,label\n1,x\nInfinity,y\nNA,y\n",
        "t.csv:3, column 'a': found 'Infinity'; expected a finite number, as in the other cells of this column. Correct it"
    )]
    [InlineData(
        "Fill",
        "a,b,label\nNA,1,x\n,2,y\n",
        "t.csv, column 'a': found gaps alone; expected a number, whose median stands for the gaps. Leave the column out: ignore: [a]."
    )]
    [InlineData("Fill", "a,label\n1,x\n2,\n3,\n", "t.csv:3, column 'label': found no class; expected one in every row.")]
    [InlineData(
        "Fill",
        "a,a=missing,label\n1,2,x\n,3,y\n",
        "t.csv, column 'a=missing': found the name of what marks the gaps of 'a'; expected another one."
    )]
    public void WhatCannotBeFilledIsRefusedWithItsPlace(string rule, string text, string message)
    {
        var spec = new TableDataset
        {
            Train = Write("t.csv", text),
            Label = "label",
            Gaps = rule == "Fill" ? GapRule.Indicator : GapRule.Refuse,
        };
        Assert.Contains(
            message,
            Assert
                .Throws<InputException>(() => Load(spec))
                .Message.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    /// <summary>Whoever has not asked for it gets the rows of old: a gap among words is a word.</summary>
    [Fact]
    public void WordsStayWordsWhereGapsAreRefused()
    {
        var data = Load(
            new TableDataset
            {
                Train = Write("w.csv", "x,colour,label\n1,red,a\n2,NA,b\n3,,a\n"),
                Test = "w.csv",
                Label = "label",
                Validation = 0,
            }
        );
        Assert.Equal(["x", "colour=", "colour=NA", "colour=red"], data.Shape.Columns!.Names);
        Assert.Null(data.Shape.Columns.All[0].Filling);
    }

    [Fact]
    public void MostCellsMayBeGaps()
    {
        var read = TableFile.Of(Cells("x\n?\nNA\nnull\n4\n"), new([], []) { Gaps = GapRule.Median });
        Assert.Equal([4, 4, 4, 4], ((ContinuousColumn)read.Table.Columns[0]).Values.ToArray());
        Assert.Equal(["x"], TableFile.Of(Cells("x\n?\nNA\nnull\n4\n"), new([], [])).Words);
    }

    [Fact]
    public void TheMedianIsInTheMiddleWhateverTheOrder() =>
        Gen.Int[-4, 4]
            .Array[1, 20]
            .Holds(whole =>
            {
                double[] numbers = [.. whole.Select(number => (double)number)];
                var median = Filling.Median(numbers);
                return 2 * numbers.Count(number => number < median) <= numbers.Length
                    && 2 * numbers.Count(number => number > median) <= numbers.Length
                    && median == Filling.Median(numbers.Reverse());
            });

    private static float[] Rows(JsonDocument expected, string part) =>
        [
            .. expected
                .RootElement.GetProperty(part)
                .EnumerateArray()
                .SelectMany(row => row.EnumerateArray())
                .Select(number => (float)number.GetDouble()),
        ];

    private static float[] Numbers(SampleSet set) => MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray();

    private static TableCells Cells(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return CsvFile.Read("cells.csv", stream, new([], []));
    }

    private static string In(string file, [CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, file);

    private string Write(string name, string text)
    {
        folder.Write(name, Encoding.UTF8.GetBytes(text));
        return name;
    }

    private Dataset Load(DatasetSpec spec) => spec.Load(new DataFolder(folder.Path), new Seed(1));
}
