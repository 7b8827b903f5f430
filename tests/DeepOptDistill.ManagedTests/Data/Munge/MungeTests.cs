using System.Runtime.CompilerServices;
using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Munge;

/// <summary>MUNGE: its laws, and its values with the random numbers of scripts/reference/munge.py.</summary>
public sealed class MungeTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "munge.json"))).RootElement;

    [Fact]
    public void IsNumPysWithTheSameRandomNumbers()
    {
        var table = new Table([Continuous("height", Reference), Continuous("weight", Reference), Nominal("colour", Reference)]);
        var neighbours = NearestNeighbours.Of(table, 2, default);
        Assert.Equal(Reference.GetProperty("neighbours").Deserialize<int[]>(), neighbours);
        var draws = Reference.GetProperty("draws").Deserialize<double[][]>()!;
        var munging = new Munging
        {
            Swap = Reference.GetProperty("swap").GetDouble(),
            Variance = Reference.GetProperty("variance").GetDouble(),
        };
        var copy = munging.Copy(
            table,
            neighbours,
            (row, column) => new Draw(draws[(3 * row) + column][0], draws[(3 * row) + column][1], draws[(3 * row) + column][2])
        );
        var expected = Reference.GetProperty("munged");
        foreach (var i in new[] { 0, 1 })
            Assert.All(
                expected
                    .GetProperty(table.Columns[i].Name)
                    .Deserialize<double[]>()!
                    .Zip(((ContinuousColumn)copy.Columns[i]).Values.ToArray()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-9)
            );
        Assert.Equal(expected.GetProperty("colour").Deserialize<string[]>(), Texts(copy.Columns[2]));
    }

    [Fact]
    public void WithoutSwapsTheCopiesAreTheTable()
    {
        var table = Sample(50);
        var copies = new Munging { Swap = 0, Copies = 3 }
            .Of(table, new Seed(1))
            .ToList();
        Assert.Equal(3, copies.Count);
        Assert.All(copies, copy => Assert.Equal(Texts(table), Texts(copy)));
    }

    [Fact]
    public void TheTableStaysAsItIs()
    {
        var table = Sample(50);
        var before = Texts(table);
        _ = new Munging { Swap = 1 }
            .Of(table, new Seed(1))
            .ToList();
        Assert.Equal(before, Texts(table));
    }

    [Fact]
    public void WordsOnlyChangePlaces()
    {
        string[] words = [.. Enumerable.Range(0, 200).Select(i => $"w{i:000}")];
        var table = new Table([
            new ContinuousColumn("number", [.. Enumerable.Range(0, 200).Select(i => (double)(i * 37 % 200))]),
            new NominalColumn("word", words),
        ]);
        foreach (var copy in new Munging { Swap = 0.7 }.Of(table, new Seed(4)))
        {
            Assert.Equal(words, Texts(copy.Columns[1]).Order(StringComparer.Ordinal));
            Assert.NotEqual(words, Texts(copy.Columns[1]));
        }
    }

    [Fact]
    public void AColumnOfEqualNumbersStays() =>
        Assert.All(
            new Munging { Swap = 1 }.Of(Sample(40), new Seed(2)),
            copy => Assert.All(Texts(copy.Columns[3]), text => Assert.Equal("4.25", text))
        );

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void MeansAreRoughlyKept(double variance)
    {
        var table = Sample(400);
        var copies = new Munging { Copies = 20, Variance = variance }
            .Of(table, new Seed(3))
            .ToList();
        foreach (var i in new[] { 0, 1 })
        {
            var before = Values(table, i).Average();
            var deviation = Math.Sqrt(Values(table, i).Average(v => (v - before) * (v - before)));
            Assert.InRange(copies.Average(copy => Values(copy, i).Average()), before - (0.1 * deviation), before + (0.1 * deviation));
        }
    }

    [Fact]
    public void ALargerVarianceParameterStaysNearerToTheTablesValues()
    {
        var table = Sample(300);
        double Distance(double variance) =>
            new Munging { Variance = variance, Swap = 1 }
                .Of(table, new Seed(3))
                .Average(copy => Values(copy, 0).Average(value => Values(table, 0).Min(old => Math.Abs(old - value))));
        Assert.True(Distance(100) < Distance(1) / 10);
    }

    [Fact]
    public void TheSameSeedGivesTheSameRowsWhateverTheThreads()
    {
        var table = Sample(300);
        string[] Rows(ulong seed, int threads) => [.. new Munging().Of(table, new Seed(seed), threads).SelectMany(Texts)];
        Assert.Equal(Rows(9, 1), Rows(9, 7));
        Assert.NotEqual(Rows(9, 1), Rows(10, 1));
    }

    [Fact]
    public void ACopyDoesNotDependOnHowManyThereAre()
    {
        var table = Sample(60);
        var few = new Munging { Copies = 2 }
            .Of(table, new Seed(9))
            .ToList();
        var many = new Munging { Copies = 5 }
            .Of(table, new Seed(9))
            .ToList();
        Assert.Equal(Texts(few[1]), Texts(many[1]));
        Assert.NotEqual(Texts(many[1]), Texts(many[2]));
    }

    private static ContinuousColumn Continuous(string name, JsonElement values) =>
        new(name, values.GetProperty(name).Deserialize<double[]>()!);

    private static NominalColumn Nominal(string name, JsonElement values) => new(name, values.GetProperty(name).Deserialize<string[]>()!);

    private static double[] Values(Table table, int column) => ((ContinuousColumn)table.Columns[column]).Values.ToArray();

    private static string[] Texts(Column column) => [.. Enumerable.Range(0, column.Count).Select(column.Text)];

    private static string[] Texts(Table table) => [.. table.Columns.SelectMany(Texts)];

    /// <summary>Two clusters of numbers, words that go with them, and a column of equal numbers.</summary>
    private static Table Sample(int rows)
    {
        var random = new Seed(77).Stream();
        var (a, b, words) = (new double[rows], new double[rows], new string[rows]);
        for (var i = 0; i < rows; i++)
        {
            var cluster = random.NextInt(2);
            (a[i], b[i]) = ((10 * cluster) + random.NextGaussian(), 1000 + (50 * random.NextGaussian()));
            words[i] =
                random.NextInt(5) == 0 ? "rare"
                : cluster == 0 ? "left"
                : "right";
        }
        return new Table([
            new ContinuousColumn("a", a),
            new ContinuousColumn("b", b),
            new NominalColumn("word", words),
            new ContinuousColumn("same", [.. Enumerable.Repeat(4.25, rows)]),
        ]);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
