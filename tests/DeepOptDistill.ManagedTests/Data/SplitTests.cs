using DeepOptDistill.Core;
using DeepOptDistill.Data.Splits;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class SplitTests
{
    public static TheoryData<int, int, int> Sizes =>
        new()
        {
            { 1000, 10, 100 },
            { 997, 7, 113 },
            { 50, 3, 49 },
            { 50, 3, 0 },
            { 12, 12, 5 },
            { 1, 1, 0 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void StratifiedIsDisjointAndExhaustive(int total, int classes, int validation)
    {
        var split = Split.Stratified(Samples.Labels(total, classes, 1), validation, new Seed(2));
        Assert.Equal(validation, split.Validation.Length);
        Assert.Equal(Enumerable.Range(0, total), split.Train.Concat(split.Validation).Order());
        Assert.Equal(split.Train.Order(), split.Train);
        Assert.Equal(split.Validation.Order(), split.Validation);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void StratifiedKeepsEveryShareWithinOneImage(int total, int classes, int validation)
    {
        var labels = Samples.Labels(total, classes, 1);
        var split = Split.Stratified(labels, validation, new Seed(2));
        for (var c = 0; c < classes; c++)
        {
            var exact = (double)validation * labels.Count(label => label == c) / total;
            Assert.InRange(split.Validation.Count(i => labels[i] == c), exact - 1, exact + 1);
        }
    }

    [Fact]
    public void StratifiedIsSeeded()
    {
        var labels = Samples.Labels(1000, 10, 1);
        Assert.Equal(Split.Stratified(labels, 100, new Seed(2)).Validation, Split.Stratified(labels, 100, new Seed(2)).Validation);
        Assert.NotEqual(Split.Stratified(labels, 100, new Seed(2)).Validation, Split.Stratified(labels, 100, new Seed(3)).Validation);
    }

    [Fact]
    public void TailTakesTheLastImages()
    {
        var split = Split.Tail(10, 3);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], split.Train);
        Assert.Equal([7, 8, 9], split.Validation);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 100)]
    [InlineData(0.0005, 1)]
    [InlineData(1, 1)]
    [InlineData(120, 120)]
    public void AShareOrACount(double validation, int images) => Assert.Equal(images, Split.Count(validation, 1000));

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.999, true)]
    [InlineData(1, true)]
    [InlineData(1200, true)]
    [InlineData(1.5, false)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void OnlySharesAndWholeCountsAreValid(double validation, bool valid) =>
        Assert.Equal(valid, new ShareOrCountAttribute().IsValid(validation));

    [Theory]
    [InlineData(100, 10)]
    [InlineData(105, 10)]
    [InlineData(3, 10)]
    public void BalancedChoiceTakesEquallyManyOfEachClass(int limit, int classes)
    {
        var labels = Samples.Labels(1000, classes, 1);
        var chosen = BalancedChoice.Of(labels, limit, new Seed(4));
        var counts = Enumerable.Range(0, classes).Select(c => chosen.Count(i => labels[i] == c)).ToList();
        Assert.Equal(limit, chosen.Distinct().Count());
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        Assert.Equal(chosen, BalancedChoice.Of(labels, limit, new Seed(4)));
        Assert.NotEqual(chosen, BalancedChoice.Of(labels, limit, new Seed(5)));
    }

    [Fact]
    public void BalancedChoiceFillsUpWhereAClassRunsOut()
    {
        int[] labels = [0, 1, 1, 1, 1, 1, 1];
        Assert.Equal(5, BalancedChoice.Of(labels, 5, new Seed(4)).Length);
        Assert.Contains(0, BalancedChoice.Of(labels, 5, new Seed(4)));
        Assert.Equal(7, BalancedChoice.Of(labels, 99, new Seed(4)).Length);
    }
}
