using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using NumSharp;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Numbers of a large mean are held relative to it, so that float32 tells them apart; what is lost all the same is said.</summary>
public sealed class OriginTests : IDisposable
{
    private const double Epoch = 1_700_000_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void SecondsSince1970AreToldApart()
    {
        var data = Table("stamp,x,when", i => FormattableString.Invariant($"{Epoch + i},{i % 7},{Epoch + (i / 8.0)}"));
        Assert.Equal(80, data.Train.Truths!.Numbers.Distinct().Count());
        Assert.Equal(80, Column(data.Train, 0).Distinct().Count());
        var (origin, column) = (data.Train.Truths!.Origins!.Numbers[0], data.Shape.Columns!.All[0].Origin);
        Assert.Equal(Enumerable.Range(0, 80).Select(i => Epoch + (i / 8.0)), data.Train.Truths!.Numbers.Select(number => number + origin));
        Assert.Equal(Enumerable.Range(0, 80).Select(i => Epoch + i), Column(data.Train, 0).Select(number => number + column));
        // The test split is relative to the same.
        Assert.Equal(Epoch, data.Test.Truths!.Numbers[0] + data.Test.Truths.Origins!.Numbers[0]);
        Assert.Equal(data.Shape, data.Test.Shape);
        Assert.Empty(data.Warnings);
        Assert.Equal(0, data.Shape.Columns.All[1].Origin);
    }

    [Fact]
    public void ATableIsReadBackAsItWas()
    {
        var data = Table("stamp,x,when", i => FormattableString.Invariant($"{Epoch + i},{i % 7},{i}"));
        var table = data.Shape.Columns!.Table(MemoryMarshal.Cast<byte, float>(data.Train.Images(0, 3)));
        Assert.Equal(["1700000000", "1700000001", "1700000002"], Enumerable.Range(0, 3).Select(table.Columns[0].Text));
        Assert.Null(data.Train.Truths!.Origins);
    }

    /// <summary>Numbers of nine digits that fill their range: no origin helps, and it is said which column and how many.</summary>
    [Fact]
    public void WhatIsLostIsSaid()
    {
        var data = Table("id,x,y", i => FormattableString.Invariant($"{(i % 2 * 900_000_000L) + (i / 2)},{i % 7},{i}"));
        var warning = Assert.Single(data.Warnings);
        Assert.StartsWith("column 'id': ", warning, StringComparison.Ordinal);
        Assert.Contains("of 80 different values are lost", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void OrdinaryNumbersStayAsTheyAre()
    {
        var random = new Random(1);
        var data = Table(
            "price,share,year",
            i => FormattableString.Invariant($"{80_000 + (random.NextDouble() * 40_000):0.00},{random.NextDouble()},{2000 + (i % 23)}")
        );
        Assert.Empty(data.Warnings);
        Assert.All(data.Shape.Columns!.All, column => Assert.Equal(0, column.Origin));
        Assert.Null(data.Shape.Values);
    }

    [Fact]
    public void ArraysOfFloat64LoseNothingOfTheirValues()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => Epoch + i)];
        np.save(folder.Path + "/x.npy", np.array(Enumerable.Range(0, 80).Select(i => (double)(i % 5)).ToArray()).reshape(40, 2));
        np.save(folder.Path + "/ids.npy", np.array(values.SelectMany(v => new[] { v, 1 }).ToArray()).reshape(40, 2));
        np.save(folder.Path + "/y.npy", np.array(values));
        NpyDataset Spec(string samples) =>
            new()
            {
                Train = samples,
                TrainLabels = "y.npy",
                Test = samples,
                TestLabels = "y.npy",
                Task = TaskKind.Values,
                Validation = 0,
            };
        var data = Spec("x.npy").Load(new DataFolder(folder.Path), new Seed(1));
        Assert.Equal(values, data.Train.Truths!.Numbers.Select(number => number + data.Train.Truths!.Origins!.Numbers[0]));
        Assert.Empty(data.Warnings);
        // Samples of arrays are float32 as they are: what that loses is said.
        Assert.StartsWith(
            "ids.npy, number 0 of a row: ",
            Assert.Single(Spec("ids.npy").Load(new DataFolder(folder.Path), new Seed(1)).Warnings),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<float> Column(SampleSet set, int column) =>
        MemoryMarshal.Cast<byte, float>(set.Images(0, set.Count)).ToArray().Where((_, i) => i % set.Shape.Size == column);

    private Dataset Table(string headings, Func<int, string> row)
    {
        var text = $"{headings}\n{string.Join('\n', Enumerable.Range(0, 80).Select(row))}\n";
        File.WriteAllText(Path.Combine(folder.Path, "t.csv"), text);
        return new TableDataset
        {
            Train = "t.csv",
            Test = "t.csv",
            Values = [headings.Split(',')[2]],
            Validation = 0,
        }.Load(new DataFolder(folder.Path), new Seed(1));
    }
}
