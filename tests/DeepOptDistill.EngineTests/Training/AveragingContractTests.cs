using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>The contract of every average: share in [0, 1] · pure · the first that counts is 1 · = the formula · resumed = uninterrupted.</summary>
public class AveragingContractTests
{
    private static readonly Dictionary<string, Averaging> Members = new() { ["ema"] = new Ema(), ["swa"] = new Swa { Skip = 0.3 } };

    public static IEnumerable<object[]> Kinds_() => Kinds.All.Members(typeof(Averaging)).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Kinds_))]
    public void SharesAreSharesAndBeginWithOne(Kind kind)
    {
        var shares = Enumerable.Range(0, 60).Select(t => Members[kind.Name].Share(new ScheduleClock(t, 60, 6))).ToList();
        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.Equal(1, shares.First(share => share > 0));
    }

    [Fact]
    public void SwaIsThePlainMeanOfTheEpochsThatCount()
    {
        var found = Run(new Swa { Skip = 0.5, EveryEpochs = 2 }, 8, 3);
        // Epochs 5 and 7 end with steps 15 and 21, whose weights are their numbers.
        Assert.Equal((15 + 21) / 2.0, found, 1e-5);
    }

    [Fact]
    public void EmaIsItsRecurrence()
    {
        double average = 1;
        for (var t = 1; t < 24; t++) average += (1 - Math.Min(0.9, (1.0 + t) / (10 + t))) * (t + 1 - average);
        Assert.Equal(average, Run(new Ema { Decay = 0.9 }, 8, 3), 1e-4);
    }

    [Theory]
    [InlineData("ema", 7)]
    [InlineData("ema", 12)]
    [InlineData("swa", 9)]
    [InlineData("swa", 17)]
    public void ResumedIsUninterrupted(string kind, int stopAfter)
    {
        using var folder = new TemporaryFolder();
        Engine.Start(1);
        var whole = Train(kind, folder.In("whole"), null);
        Assert.Null(Train(kind, folder.In("parts"), stopAfter));
        Assert.Equal(whole, Train(kind, folder.In("parts"), null));
    }

    // One weight that is 1, 2, 3, … after the steps.
    private static double Run(Averaging averaging, int epochs, int stepsPerEpoch)
    {
        using var scope = NewDisposeScope();
        var weight = zeros(1);
        using var state = averaging.Start([("w", weight)]);
        for (var t = 0; t < epochs * stepsPerEpoch; t++)
        {
            weight.fill_(t + 1);
            state.Step(new ScheduleClock(t, epochs * stepsPerEpoch, stepsPerEpoch));
        }
        state.Apply();
        return weight.item<float>();
    }

    private static float[]? Train(string kind, string path, int? stopAfter)
    {
        using var cancel = new CancellationTokenSource();
        var left = stopAfter ?? -1;
        using var network = Network.Build(Nets.Of(new Conv { Channels = 8 }, new BatchNorm { Statistics = NormStatistics.Population }, new ReLU(), new Flatten(), new Linear { Features = 10 }), new Seed(7));
        var stage = new Stage { Name = "one", Epochs = 3, Loss = [new CrossEntropy()], Average = Members[kind] };
        var plan = new TrainingPlan(Role.Student, 7, 10, [stage], "identity");
        var progress = new Each(() =>
        {
            if (--left == 0) cancel.Cancel();
        });
        var watch = new TrainingWatch("t", path, TimeProvider.System) { Progress = progress };
        try
        {
            new Trainer(network, new TrainingData { Train = Nets.Images(70, 1), Validation = Nets.Images(0) }, plan, watch).Run(cancel.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        return [.. network.State.SelectMany(s => s.Value.detach().contiguous().data<float>().ToArray())];
    }

    private sealed class Each(Action action) : IProgress<Progress>
    {
        public void Report(Progress value) => action();
    }
}
