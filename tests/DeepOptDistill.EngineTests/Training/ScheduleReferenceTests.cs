using System.Text.Json;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Every schedule that PyTorch has gives PyTorch's rates; values by <c>scripts/reference/schedules.py</c>.</summary>
public class ScheduleReferenceTests
{
    private const int Steps = 60,
        PerEpoch = 6;
    private const double Rate = 0.2;

    private static readonly Dictionary<string, double[]> Reference = JsonSerializer.Deserialize<Dictionary<string, double[]>>(
        File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "schedules.json"))
    )!;

    private static readonly Dictionary<string, Schedule> Schedules = new()
    {
        ["step"] = new Step { EveryEpochs = 3, Factor = 0.5 },
        ["multi-step"] = new MultiStep { AfterEpochs = [2, 5, 6], Factor = 0.3 },
        ["exponential"] = new Exponential { Factor = 0.8 },
        ["polynomial"] = new Polynomial { Power = 2 },
        ["cosine"] = new Cosine { End = 0.1 },
        ["cosine-restarts"] = new CosineRestarts
        {
            CycleEpochs = 2,
            Multiply = 2,
            End = 0.1,
        },
        ["one-cycle"] = new OneCycle { Peak = 0.5 },
        ["one-cycle-linear"] = new OneCycle
        {
            Peak = 0.5,
            Rise = 0.4,
            Linear = true,
            Div = 10,
            FinalDiv = 100,
        },
        ["warm-up"] = new WarmUp { Epochs = 1.5, From = 0.1 },
    };

    public static IEnumerable<object[]> Names() => Schedules.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesPyTorchsRates(string name)
    {
        for (var t = 0; t < Steps; t++)
            Assert.Equal(Reference[name][t], Schedules[name].At(new ScheduleClock(t, Steps, PerEpoch), Rate), 1e-9);
    }

    [Theory]
    [InlineData("plateau", 0.5, 1, 1e-4, 0, 0)]
    [InlineData("plateau-cooldown", 0.1, 0, 1e-3, 2, 0.003)]
    public void ReducesOnAPlateauAsPyTorch(string name, double factor, int patience, double threshold, int cooldown, double least)
    {
        var schedule = new ReduceOnPlateau
        {
            Factor = factor,
            Patience = patience,
            Threshold = threshold,
            Cooldown = cooldown,
            Least = least,
        };
        for (var epoch = 1; epoch <= Reference["losses"].Length; epoch++)
            Assert.Equal(
                Reference[name][epoch - 1],
                schedule.At(new ScheduleClock(0, 100, 1) { Losses = [.. Reference["losses"].Take(epoch)] }, Rate),
                1e-12
            );
    }

    [Fact]
    public void AWarmUpGoesOnAsTheScheduleThatFollows()
    {
        var (plain, warm) = (new Cosine(), new WarmUp { Epochs = 2, Then = new Cosine() });
        for (var t = 0; t < 48; t++)
            Assert.Equal(plain.At(new ScheduleClock(t, 48, 6), Rate), warm.At(new ScheduleClock(t + 12, 60, 6), Rate), 1e-12);
    }

    [Fact]
    public void CyclesEndBeforeTheirRestarts()
    {
        var schedule = new CosineRestarts { CycleEpochs = 1, Multiply = 2 };
        var ends = Enumerable.Range(0, 42).Where(t => schedule.EndsCycle(new ScheduleClock(t, 42, 6)));
        Assert.Equal([5, 17, 41], ends);
    }

    [Fact]
    public void FitNetsWeightFallsFromFourToOne()
    {
        var schedule = new Polynomial { End = 0.25, UntilEpoch = 5 };
        double At(int step) => schedule.At(new ScheduleClock(step, 60, 6), 4);
        Assert.Equal([4.0, 1, 1], [At(0), At(29), At(59)]);
        Assert.Equal(4 - (3 * 14 / 29.0), At(14), 1e-12);
    }
}
