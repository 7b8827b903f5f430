using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Drawing;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class BatchOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void IsAPermutation(int count) => Assert.Equal(Enumerable.Range(0, count), BatchOrder.Of(count, new Seed(3), 5).Order());

    [Fact]
    public void IsTheSameForTheSameSeedAndEpoch() => Assert.Equal(BatchOrder.Of(500, new Seed(3), 5), BatchOrder.Of(500, new Seed(3), 5));

    [Fact]
    public void DiffersByEpochAndBySeed()
    {
        int[][] orders =
        [
            BatchOrder.Of(500, new Seed(3), 0),
            BatchOrder.Of(500, new Seed(3), 1),
            BatchOrder.Of(500, new Seed(4), 0),
            BatchOrder.Of(500, new Seed(4), 1),
        ];
        Assert.Equal(orders.Length, orders.Select(order => string.Join(",", order)).Distinct().Count());
    }

    [Fact]
    public void PutsEveryImageEverywhereEquallyOften()
    {
        const int count = 5,
            epochs = 20_000;
        var places = new int[count, count];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var order = BatchOrder.Of(count, new Seed(7), epoch);
            for (var place = 0; place < count; place++)
                places[order[place], place]++;
        }
        // Five standard deviations of a binomial count.
        var tolerance = 5 * Math.Sqrt(epochs * 0.2 * 0.8);
        foreach (var seen in places)
            Assert.InRange(seen, epochs * 0.2 - tolerance, epochs * 0.2 + tolerance);
    }
}
