using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>The contract of every schedule: pure function of the step · finite ≥ 0 · declared end value reached.</summary>
public class ScheduleContractTests
{
    private static readonly Dictionary<string, (Schedule Schedule, double End)> Members = new()
    {
        ["constant"] = (new Constant(), 0.2),
        ["step"] = (new Step { EveryEpochs = 3, Factor = 0.5 }, 0.2 / 8),
        ["multi-step"] = (new MultiStep { AfterEpochs = [3, 5], Factor = 0.5 }, 0.05),
        ["exponential"] = (new Exponential { Factor = 0.5 }, 0.2 / 512),
        ["polynomial"] = (new Polynomial { Power = 3, End = 0.3 }, 0.06),
        ["cosine"] = (new Cosine { End = 0.1 }, 0.02),
        ["cosine-restarts"] = (new CosineRestarts { CycleEpochs = 5, End = 0.1 }, 0.2 * (0.1 + (0.45 * (1 + Math.Cos(Math.PI * 49 / 50))))),
        ["one-cycle"] = (new OneCycle(), 0.2 / 25e4),
        ["warm-up"] = (new WarmUp { Then = new Cosine { End = 0.1 } }, 0.02),
        ["reduce-on-plateau"] = (new ReduceOnPlateau(), 0.2),
        ["warmup-cosine"] = (new WarmupCosine { Peak = 0.4, Warmup = 0.1, End = 0.01 }, 0.004),
    };

    public static IEnumerable<object[]> Kinds_() => Kinds.All.Members(typeof(Schedule)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Kinds_))]
    public void IsPureFiniteAndEndsAsDeclared(Kind kind)
    {
        var (schedule, end) = Members[kind.Name];
        double[] Path() => [.. Enumerable.Range(0, 100).Select(t => schedule.At(new ScheduleClock(t, 100, 10), 0.2))];
        Assert.Equal(Path(), Path().Reverse().Reverse());
        Assert.All(Path(), rate => Assert.InRange(rate, 0, 1));
        Assert.Equal(end, Path()[^1], 1e-12);
    }

    [Fact]
    public void WarmupRisesToThePeakAndThenOnlyFalls()
    {
        var schedule = new WarmupCosine { Peak = 0.4, Warmup = 0.1 };
        double[] path = [.. Enumerable.Range(0, 100).Select(t => schedule.At(new ScheduleClock(t, 100, 10), 1))];
        Assert.Equal(10, Array.IndexOf(path, path.Max()));
        Assert.Equal(0.4, path.Max(), 1e-12);
        Assert.True(path.Take(11).Zip(path.Skip(1).Take(10)).All(p => p.First < p.Second));
        Assert.True(path.Skip(10).Zip(path.Skip(11)).All(p => p.First > p.Second));
    }

    [Fact]
    public void TheOptimizersRateIsThePeakWhereNoneIsNamed() => Assert.Equal(0.3, new WarmupCosine { Warmup = 0 }.At(new ScheduleClock(0, 100, 10), 0.3), 1e-12);
}
