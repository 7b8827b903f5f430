using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
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
        ["warmup-cosine"] = (
            new WarmupCosine
            {
                Peak = 0.4,
                Warmup = 0.1,
                End = 0.01,
            },
            0.004
        ),
    };

    public static IEnumerable<object[]> Kinds_() => Kinds.All.Members(typeof(Schedule)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Kinds_))]
    public void IsPureFiniteAndEndsAsDeclared(Kind kind)
    {
        var (schedule, end) = Members[kind.Name];
        double At(int step) => schedule.At(new ScheduleClock(step, 100, 10), 0.2);
        double[] forward = [.. Enumerable.Range(0, 100).Select(At)];
        // Asked from the last step to the first, with every step asked twice.
        var backward = new double[100];
        for (var step = 99; step >= 0; step--)
            backward[step] = At(step) is var once && At(step) == once ? once : double.NaN;
        Assert.Equal(forward, backward);
        Assert.All(forward, rate => Assert.InRange(rate, 0, 1));
        Assert.Equal(end, forward[^1], 1e-12);
    }

    /// <summary>
    /// As many steps in nine times as many epochs, or in a third of them: what is counted in epochs happens after the same share of the
    /// steps.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds_))]
    public void AStretchedStageDoesTheSameAtEachStep(Kind kind)
    {
        var stage = new Stage
        {
            Name = "s",
            Epochs = 12,
            Loss = [new CrossEntropy()],
            Schedule = Members[kind.Name].Schedule,
        };
        var plain = Rates(stage, 90);
        Assert.Equal(plain, Rates(stage.Stretched(108), 10), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(plain, Rates(stage.Stretched(108).Stretched(4), 270), (a, b) => Math.Abs(a - b) < 1e-12);
        if (Members[kind.Name].Schedule.HasCycles)
            Assert.Equal(Ends(stage, 90), Ends(stage.Stretched(108), 10));
    }

    /// <summary>Patience is counted in the epochs of the recipe: in nine times as many it is nine times as long.</summary>
    [Fact]
    public void PatienceIsStretchedWithTheStage()
    {
        var stage = new Stage
        {
            Name = "s",
            Epochs = 12,
            Loss = [new CrossEntropy()],
            Schedule = new ReduceOnPlateau
            {
                Patience = 2,
                Cooldown = 1,
                Factor = 0.5,
            },
        };
        double After(Stage of, int epochs) => of.Schedule.At(of.Start(10) with { Losses = [.. Enumerable.Repeat(1.0, epochs)] }, 1);
        for (var epochs = 1; epochs <= 12; epochs++)
            Assert.Equal(After(stage, epochs), After(stage.Stretched(108), (9 * (epochs - 1)) + 1));
        Assert.Equal(1, After(stage.Stretched(108), 27));
        Assert.Equal(0.5, After(stage.Stretched(108), 28));
        Assert.Equal(0.5, After(stage.Stretched(4), 2));
    }

    /// <summary>
    /// Five of twelve epochs of 7 steps: an epoch of the recipe is 35/12 steps long, and cycles end at the nearest whole step.
    /// </summary>
    [Fact]
    public void ACycleEndsAtTheNearestStepWhereAnEpochIsNoWholeNumberOfThem()
    {
        var stage = new Stage
        {
            Name = "s",
            Epochs = 12,
            Loss = [new CrossEntropy()],
            Schedule = new CosineRestarts { CycleEpochs = 5 },
        };
        Assert.Equal([14, 28], Ends(stage.Stretched(5), 7));
        double[] rates = Rates(stage.Stretched(5), 7);
        Assert.Equal([0.2, 0.2, 0.2], new[] { 0, 15, 29 }.Select(begin => rates[begin]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private static double[] Rates(Stage stage, int stepsPerEpoch)
    {
        var start = stage.Start(stepsPerEpoch);
        double At(long step) => stage.Schedule.At(start with { Step = step }, 0.2);
        return [.. Enumerable.Range(0, (int)start.Steps).Select(step => At(step))];
    }

    private static List<long> Ends(Stage stage, int stepsPerEpoch)
    {
        var start = stage.Start(stepsPerEpoch);
        return
        [
            .. Enumerable
                .Range(0, (int)start.Steps)
                .Select(step => (long)step)
                .Where(step => stage.Schedule.EndsCycle(start with { Step = step })),
        ];
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
    public void TheOptimizersRateIsThePeakWhereNoneIsNamed() =>
        Assert.Equal(0.3, new WarmupCosine { Warmup = 0 }.At(new ScheduleClock(0, 100, 10), 0.3), 1e-12);
}
