using DeepOptDistill.Core;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.ManagedTests.Data.Munge;

/// <summary>The pruned search finds what a search through everything finds, ties included.</summary>
public sealed class NearestNeighboursTests
{
    [Theory]
    [InlineData(150, 3, 2, 1000)]
    [InlineData(150, 3, 2, 3)]
    [InlineData(90, 0, 3, 1)]
    [InlineData(90, 1, 0, 5)]
    [InlineData(90, 4, 0, 1000)]
    [InlineData(40, 2, 1, 1)]
    [InlineData(2, 1, 1, 10)]
    public void EqualsBruteForce(int rows, int continuous, int nominal, int levels)
    {
        var random = new Seed((ulong)(rows + levels)).Stream();
        var numbers = Enumerable
            .Range(0, continuous)
            .Select(_ => Enumerable.Range(0, rows).Select(_ => (double)random.NextInt(levels)).ToArray())
            .ToList();
        var words = Enumerable
            .Range(0, nominal)
            .Select(_ => Enumerable.Range(0, rows).Select(_ => $"w{random.NextInt(4)}").ToArray())
            .ToList();
        var table = new Table([
            .. numbers.Select((v, i) => (Column)new ContinuousColumn($"n{i}", v)),
            .. words.Select((v, i) => new NominalColumn($"w{i}", v)),
        ]);
        Assert.Equal(BruteForce(rows, numbers, words), NearestNeighbours.Of(table, 3, default));
    }

    [Fact]
    public void ColumnsCountAlikeWhateverTheirUnits()
    {
        double[] near = [0, 0.4, 1, 0.05],
            far = [0, 1000, 500, 900];
        int[] Of(double unit) =>
            NearestNeighbours.Of(
                new Table([new ContinuousColumn("near", near), new ContinuousColumn("far", [.. far.Select(v => v * unit)])]),
                1,
                default
            );
        Assert.Equal(Of(1), Of(1e-6));
        Assert.Equal(Of(1), Of(1e6));
    }

    private static int[] BruteForce(int rows, List<double[]> numbers, List<string[]> words)
    {
        var scaled = numbers
            .Select(v => v.Max() > v.Min() ? v.Select(x => (x - v.Min()) / (v.Max() - v.Min())).ToArray() : new double[rows])
            .ToList();
        double Distance(int a, int b) => Math.Sqrt(scaled.Sum(v => (v[a] - v[b]) * (v[a] - v[b]))) + words.Count(w => w[a] != w[b]);
        return [.. Enumerable.Range(0, rows).Select(a => Enumerable.Range(0, rows).Where(b => b != a).MinBy(b => Distance(a, b)))];
    }
}
