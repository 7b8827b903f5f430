using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>
/// The largest logits and the mass of the rest: the kept probabilities are exact, all is exact where all others are equal, nothing is lost
/// where nothing is left out.
/// </summary>
public sealed class TopLogitsTests
{
    [Theory]
    [InlineData(3, 50)]
    [InlineData(1, 2)]
    [InlineData(20, 1000)]
    public void TheKeptProbabilitiesAreExact(int top, int classes)
    {
        var row = Samples.Floats(classes, 7);
        var (stored, back) = (new float[TopLogits.Columns(top)], new float[classes]);
        TopLogits.Keep(row, classes, top, stored);
        TopLogits.Spread(stored, back);
        var (whole, kept) = (Softmax(row), Softmax(back));
        foreach (var c in Enumerable.Range(0, classes).OrderByDescending(c => row[c]).Take(top))
            Assert.Equal(whole[c], kept[c], 1e-6);
        Assert.Equal(1, kept.Sum(), 1e-6);
        // Half the differences are those of the rest alone: 1 − kept mass bounds them.
        Assert.InRange(
            TopLogits.Distance(row, top, 1),
            0,
            1 - Enumerable.Range(0, classes).OrderByDescending(c => row[c]).Take(top).Sum(c => whole[c]) + 1e-6
        );
    }

    [Fact]
    public void EqualRestsAreExactAtEveryTemperature()
    {
        float[] row = [5, -1, -1, 2, -1, -1];
        Assert.All([0.5, 1.0, 4.0, 20.0], temperature => Assert.Equal(0, TopLogits.Distance(row, 2, temperature), 1e-6));
        Assert.True(TopLogits.Distance([5, -1, -3, 2, 0, -2], 2, 4) > 1e-3);
    }

    [Fact]
    public void ImpossibleClassesStayImpossible()
    {
        var (stored, back) = (new float[5], new float[4]);
        TopLogits.Keep([1, float.NegativeInfinity, 2, float.NegativeInfinity], 4, 2, stored);
        TopLogits.Spread(stored, back);
        Assert.Equal([1, float.NegativeInfinity, 2, float.NegativeInfinity], back);
    }

    [Fact]
    public void AStoreKeepsWhatItIsToldAndIsAnotherThanTheWholeOne()
    {
        using var folder = new TemporaryFolder();
        var key = new StoreKey("data", "teacher", new Seed(1), "");
        var logits = Samples.Floats(6 * 9, 3);
        using (var store = TargetStore.Open(folder.Path, key, 6, 1, 9, 4, top: 2))
        {
            Assert.Equal((9, 5, (int?)2), (store.Classes, store.Columns, store.Top));
            foreach (var part in store.Missing)
                store.WriteLogits(part, logits.AsSpan(part.First * 9, part.Rows * 9));
        }
        using var again = TargetStore.Open(folder.Path, key, 6, 1, 9, 4, top: 2);
        using var whole = TargetStore.Open(folder.Path, key, 6, 1, 9, 4);
        using var all = TargetStore.Open(folder.Path, key with { TeacherKey = "other" }, 6, 1, 9, 4, top: 9);
        Assert.True(again.Complete);
        Assert.NotEqual(again.Folder, whole.Folder);
        Assert.Null(all.Top);
        var row = new float[9];
        for (var sample = 0; sample < 6; sample++)
        {
            again.Read(0, sample, row);
            var best = Enumerable.Range(0, 9).OrderByDescending(c => logits[(sample * 9) + c]).Take(2).ToList();
            Assert.All(best, c => Assert.Equal(logits[(sample * 9) + c], row[c]));
            Assert.Single(row.Where((_, c) => !best.Contains(c)).Distinct());
        }
    }

    private static double[] Softmax(float[] row)
    {
        var largest = row.Max();
        double[] shares = [.. row.Select(v => Math.Exp(v - largest))];
        return [.. shares.Select(share => share / shares.Sum())];
    }
}
