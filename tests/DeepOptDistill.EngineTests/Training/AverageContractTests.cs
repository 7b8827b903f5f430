using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Averaging;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// The contract of every average: constant weights are their own average · the share is in [0, 1] · the last step counts; and each member's
/// formula.
/// </summary>
public class AverageContractTests
{
    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Average)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void TheShareIsAShare(Kind kind)
    {
        var average = (Average)Activator.CreateInstance(kind.Type)!;
        Assert.All(Enumerable.Range(1, 100), t => Assert.InRange(average.Share(new AverageClock(t, 100, 7)), 0, 1));
        Assert.True(average.Share(new AverageClock(100, 100, 7)) > 0);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void TheLastStepCountsWhereverAStageStops(Kind kind)
    {
        var average = (Average)Activator.CreateInstance(kind.Type)!;
        Assert.All(Enumerable.Range(1, 100), t => Assert.InRange(average.Share(new AverageClock(t, 100, 7) { EndsHere = true }), 1e-9, 1));
    }

    [Theory]
    [InlineData(5, 5.0)]
    [InlineData(79, 79.0)]
    [InlineData(83, (81 + 83) / 2.0)]
    [InlineData(84, (81 + 84) / 2.0)]
    public void SwaThatStopsEarlyEndsWithItsLastStep(int end, double expected)
    {
        // The weight of step t is t; the average begins behind step 80.
        var (swa, mean) = (new Swa { EverySteps = 3 }, 0.0);
        for (var t = 1; t <= end; t++)
            mean += swa.Share(new AverageClock(t, 100, 10) { EndsHere = t == end }) * (t - mean);
        Assert.Equal(expected, mean, 1e-9);
    }

    [Fact]
    public void EmaWarmsUp()
    {
        Assert.Equal(1 - (1.0 / 10), new Ema().Share(new AverageClock(1, 100, 10)), 1e-12);
        Assert.Equal(1 - (3.0 / 12), new Ema().Share(new AverageClock(3, 100, 10)), 1e-12);
        Assert.Equal(0.1, new Ema { Decay = 0.9, Warmup = false }.Share(new AverageClock(1, 100, 10)), 1e-12);
    }

    [Theory]
    [InlineData(null, 100, 10, 90.0)]
    [InlineData(3, 100, 10, 90.5)]
    [InlineData(1, 7, 7, 6.5)]
    public void SwaIsTheMeanOfTheLastPart(int? every, int steps, int perEpoch, double expected)
    {
        // The weight of step t is t.
        var (swa, mean) = (new Swa { Start = 0.75, EverySteps = every }, 0.0);
        for (var t = 1; t <= steps; t++)
            mean += swa.Share(new AverageClock(t, steps, perEpoch)) * (t - mean);
        var counted = Enumerable.Range(1, steps).Where(t => t > 0.75 * steps && (t % (every ?? perEpoch) == 0 || t == steps)).ToList();
        Assert.Equal(counted.Average(), mean, 1e-9);
        if (expected > 0 && every is null)
            Assert.Equal(expected, mean, 1e-9);
    }
}
