using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Epochs that visit every class as often as every other.</summary>
public sealed class BalancedOrderTests
{
    // 90 of class 0, 9 of class 2, one of class 3, none of class 1; the last five have no label.
    private static readonly int[] Labels =
    [
        .. Enumerable.Repeat(0, 90),
        .. Enumerable.Repeat(2, 9),
        3,
        .. Enumerable.Repeat(SampleSet.NoLabel, 5),
    ];

    [Fact]
    public void ClassesComeEquallyOften()
    {
        for (var epoch = 0; epoch < 6; epoch++)
        {
            var counts = Of(epoch).CountBy(place => Labels[place]).ToDictionary();
            Assert.Equal(5, counts[SampleSet.NoLabel]);
            foreach (var label in new[] { 0, 2, 3 })
                Assert.InRange(counts[label], 33, 34);
        }
    }

    /// <summary>No sample of a class is drawn a second time before all others of it were drawn once.</summary>
    [Fact]
    public void MembersTakeTurns()
    {
        var drawn = Enumerable.Range(0, 3).SelectMany(Of).Where(place => Labels[place] == 0).ToList();
        Assert.Equal(90, drawn.Distinct().Count());
        Assert.All(drawn.CountBy(place => place), pair => Assert.InRange(pair.Value, 1, 2));
    }

    [Fact]
    public void AnEpochIsAFunctionOfSeedAndNumber()
    {
        Assert.Equal(Of(4), Of(4));
        Assert.NotEqual(Of(4), Of(5));
        Assert.NotEqual(Of(4), BalancedOrder.Of(Labels, new Seed(8), 4));
        // Shuffled, not class after class.
        Assert.InRange(Of(4).Take(30).CountBy(place => Labels[place]).Count(), 3, 4);
    }

    private static int[] Of(int epoch) => BalancedOrder.Of(Labels, new Seed(7), epoch);
}
