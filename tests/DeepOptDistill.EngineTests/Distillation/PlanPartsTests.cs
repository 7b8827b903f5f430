using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Planning;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Amounts, widths and the choice of a plan.</summary>
public class PlanPartsTests
{
    [Theory]
    [InlineData("850", 850)]
    [InlineData("30k", 30_000)]
    [InlineData("30K", 30_000)]
    [InlineData("1.5M", 1_500_000)]
    [InlineData("2 G", 2_000_000_000)]
    public void ACountIsRead(string text, long expected) => Assert.Equal(expected, Quantity.Count(text, "--params", []));

    [Theory]
    [InlineData("0.3ms", 0.3)]
    [InlineData("300us", 0.3)]
    [InlineData("300 µs", 0.3)]
    [InlineData("2s", 2000)]
    public void ATimeIsRead(string text, double expected) =>
        Assert.Equal(expected, Quantity.Milliseconds(text, "--latency", [])!.Value, 1e-12);

    [Fact]
    public void AShapeIsRead() => Assert.Equal(new SampleShape(3, 32, 24), Quantity.Images("3x32x24", "--input", []));

    [Fact]
    public void WhatIsNoAmountIsRefused()
    {
        List<Problem> problems = [];
        foreach (var text in new[] { "", "0", "-3k", "1e5", "k", "30m", "1,5M", "30k\n", "99999999999G" })
            Assert.Null(Quantity.Count(text, "--params", problems));
        foreach (var text in new[] { "", "0ms", "0.3", "-1ms", "3min", "ms" })
            Assert.Null(Quantity.Milliseconds(text, "--latency", problems));
        foreach (var text in new[] { "", "28x28", "1x28x0", "1x28x28x1", "1x-28x28" })
            Assert.Null(Quantity.Images(text, "--input", problems));
        Assert.Equal(20, problems.Count);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(13, 1)]
    [InlineData(14, 2)]
    [InlineData(28, 3)]
    [InlineData(32, 3)]
    [InlineData(64, 4)]
    [InlineData(224, 6)]
    public void MapsAreHalvedDownToSeven(int side, int blocks)
    {
        var family = Family(side);
        Assert.Equal(blocks, family.Blocks);
        foreach (var depth in family.Depths)
        {
            var convolutions = family.Widths(depth, 5, WidthGrid.Fine).Select(block => block.Convolutions).ToList();
            Assert.Equal(depth, convolutions.Sum());
            Assert.Equal(convolutions.Order(), convolutions);
            Assert.InRange(convolutions[^1] - convolutions[0], 0, 1);
            Assert.True(convolutions[0] >= 1);
        }
    }

    [Fact]
    public void AHigherRungIsNarrowerNowhere()
    {
        var family = Family(28);
        foreach (var grid in new[] { WidthGrid.Fast, WidthGrid.Fine, WidthGrid.Thin })
        {
            for (var rung = 1; rung < 60; rung++)
            {
                var (low, high) = (family.Widths(11, rung, grid), family.Widths(11, rung + 1, grid));
                Assert.All(low.Zip(high), pair => Assert.True(pair.Second.Channels >= pair.First.Channels));
                Assert.All(low, block => Assert.True(block.Channels % grid.Multiple == 0 && block.Channels >= grid.Least));
            }
        }
    }

    [Fact]
    public void TheFrontHoldsWhatNothingBeats()
    {
        var marked = Choice.WithFront([Student(3, 32, 0.1), Student(5, 24, 0.3), Student(7, 16, 0.2), Student(9, 8, 0.4)]);
        Assert.Equal([true, false, true, true], marked.Select(student => student.OnFront));
        Assert.Equal(7, Choice.Of(marked).Student.Depth);
        Assert.Contains("on the front", Choice.Of(marked).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeeperThinnerOneOfTheSameLatencyDoesNotTakeTheChoiceAway() =>
        Assert.Equal(7, Choice.Of(Choice.WithFront([Student(3, 32, 0.099), Student(7, 16, 0.1), Student(9, 8, 0.098)])).Student.Depth);

    [Fact]
    public void AmongThinOnesTheDeepestThatGrowsIsChosen()
    {
        PlannedStudent Growing(int depth, double latency) => new([new PlannedBlock(1, 8), new PlannedBlock(depth - 1, 16)], 1, 1, latency);
        Assert.Equal(7, Choice.Of(Choice.WithFront([Growing(5, 0.1), Growing(7, 0.2), Student(9, 8, 0.3)])).Student.Depth);
        Assert.Equal(3, Choice.Of(Choice.WithFront([Student(3, 8, 0.1), Student(9, 8, 0.3)])).Student.Depth);
    }

    private static PlannedStudent Student(int depth, int channels, double latency) =>
        new([new PlannedBlock(depth, channels)], 1, 1, latency);

    private static ThinDeep Family(int side) => new(new InputSpec { Shape = [1, side, side] }, 10);
}
