using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using DeepOptDistill.Training.Stopping;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Early stopping, schedules with memory, schedules of weights and temperatures, LSUV before the first step: as promised, and resumed =
/// uninterrupted.
/// </summary>
public class StageOptionTests
{
    [Fact]
    public void AnEarlyStopEndsTheStageAndGoesBackToItsBestEpoch()
    {
        using var folder = new TemporaryFolder();
        var (weights, epochs) = Run(folder.In("stopped"), Stopping, null);
        Assert.InRange(epochs.Count, 3, 29);
        var best = Stopping.Stop!.Best(epochs);
        Assert.Equal(best + 2, epochs.Count - 1);
        // The weights are those that a training of just so many epochs ends with.
        var (shorter, _) = Run(folder.In("shorter"), Stopping with { Stop = null, Epochs = best + 1 }, null);
        Assert.Equal(shorter, weights);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(17)]
    public void AnEarlyStopResumesBitForBit(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        var whole = Run(folder.In("whole"), Stopping, null);
        Assert.Null(Run(folder.In("parts"), Stopping, stopAfter).Weights);
        Assert.Equal(whole.Weights, Run(folder.In("parts"), Stopping, null).Weights);
    }

    /// <summary>Progress ends with the training, however early: a bar that stands still would be taken for a hang.</summary>
    [Fact]
    public void ProgressOfAnEarlyStopIsWhole()
    {
        using var folder = new TemporaryFolder();
        var heard = new List<Progress>();
        var (_, epochs) = Run(folder.In("stopped"), Stopping, null, heard: heard);
        Assert.Equal((60 * epochs.Count, 60 * epochs.Count), (heard[^1].Done, heard[^1].Total));
        Assert.All(heard.SkipLast(1), each => Assert.Equal(60 * 30, each.Total));
        Assert.StartsWith($"stopped early after epoch {epochs.Count}, loss ", heard[^1].Note, StringComparison.Ordinal);
        Assert.StartsWith($"epoch {epochs.Count + 1}/30", heard[^2].Note, StringComparison.Ordinal);
        heard.Clear();
        Run(folder.In("whole"), Stopping with { Stop = null, Epochs = 2 }, null, heard: heard);
        Assert.Equal(heard[^1].Total, heard[^1].Done);
        Assert.DoesNotContain(heard, each => each.Note.Contains("stopped", StringComparison.Ordinal));
    }

    /// <summary>Epochs that a stage left out are not left in the stages behind it, nor after a resume.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void ProgressBehindAnEarlyStopLeavesItsEpochsOut(int? stopInSecond)
    {
        using var folder = new TemporaryFolder();
        var heard = new List<Progress>();
        var first = Run(folder.In("one"), Stopping, null).Epochs.Count;
        Stage[] stages = [Stopping, Stopping with { Name = "two", Stop = null, Epochs = 2 }];
        if (stopInSecond is { } steps)
            Assert.Null(Run(folder.In("both"), stages, (6 * first) + 1 + steps).Weights);
        Run(folder.In("both"), stages, null, heard: heard);
        Assert.Equal((60 * (first + 2), 60 * (first + 2)), (heard[^1].Done, heard[^1].Total));
        var second = heard.First(each => each.Note.StartsWith("two", StringComparison.Ordinal));
        Assert.Equal((60 * first) + (10 * (1 + (stopInSecond ?? 0))), second.Done);
        Assert.StartsWith($"two, epoch {first + 1}/{first + 2}", second.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void APlateauIsRememberedAcrossAResume()
    {
        using var folder = new TemporaryFolder();
        var stage = Stopping with
        {
            Stop = null,
            Epochs = 6,
            Schedule = new ReduceOnPlateau
            {
                Patience = 0,
                Threshold = 0.5,
                Factor = 0.5,
            },
        };
        var whole = Run(folder.In("whole"), stage, null);
        Assert.True(whole.Epochs[^1].Rate < whole.Epochs[0].Rate);
        Assert.Null(Run(folder.In("parts"), stage, 23).Weights);
        Assert.Equal(whole.Weights, Run(folder.In("parts"), stage, null).Weights);
    }

    [Fact]
    public void LsuvIsDoneOnceBeforeTheFirstStep()
    {
        using var folder = new TemporaryFolder();
        var stage = Stopping with { Stop = null, Epochs = 2 };
        var whole = Run(folder.In("whole"), stage, null, new Lsuv());
        Assert.Null(Run(folder.In("parts"), stage, 3, new Lsuv()).Weights);
        Assert.Equal(whole.Weights, Run(folder.In("parts"), stage, null, new Lsuv()).Weights);
        Assert.NotEqual(whole.Weights, Run(folder.In("other"), stage, null, new Orthogonal()).Weights);
    }

    [Fact]
    public void WeightsAndTemperaturesFollowTheirSchedules()
    {
        using var scope = NewDisposeScope();
        var (logits, target) = (randn(4, 3), randn(4, 3).softmax(1));
        var scheduled = new SoftTarget
        {
            Weight = 4,
            WeightSchedule = new Polynomial { End = 0.25 },
            TemperatureSchedule = new Polynomial { End = 0.5 },
        };
        LossInput At(long step) =>
            new(logits, zeros(4, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [scheduled.Target!.Value] = target })
            {
                Clock = new ScheduleClock(step, 11, 11),
            };
        Assert.Equal([4.0, 2.5, 1.0], [scheduled.WeightAt(At(0).Clock), scheduled.WeightAt(At(5).Clock), scheduled.WeightAt(At(10).Clock)]);
        Assert.Equal(3, scheduled.TemperatureAt(At(5).Clock), 1e-12);
        var atTwo = new SoftTarget { Temperature = 2 }.Value(
            new LossInput(logits, zeros(4, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [2] = target })
        );
        Assert.Equal(atTwo.item<float>(), scheduled.Value(At(10)).item<float>(), 1e-5);
    }

    [Fact]
    public void SmoothedCrossEntropyIsThatOfTheSmoothedLabels()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (randn(5, 4), tensor(new long[] { 0, 3, 1, 2, 2 }));
        var smoothed = (nn.functional.one_hot(labels, 4) * 0.8) + (0.2 / 4);
        var expected = -(smoothed * logits.log_softmax(1)).sum(1).mean().item<float>();
        Assert.Equal(
            expected,
            new CrossEntropy { Smoothing = 0.2 }
                .Value(new LossInput(logits, labels, new Dictionary<TargetKey, Tensor>()))
                .item<float>(),
            1e-5
        );
    }

    [Fact]
    public void HardLabelsOfMixedImagesAreMixedByTheirShares()
    {
        using var scope = NewDisposeScope();
        var (logits, own, partner, shares) = (
            randn(3, 4),
            tensor(new long[] { 0, 3, 1 }),
            tensor(new long[] { 2, 3, 0 }),
            tensor(new[] { 0.25f, 1, 0.5f })
        );
        var log = logits.log_softmax(1);
        var expected = -(
            (shares * log.gather(1, own.unsqueeze(1)).squeeze(1)) + ((1 - shares) * log.gather(1, partner.unsqueeze(1)).squeeze(1))
        )
            .mean()
            .item<float>();
        Assert.Equal(
            expected,
            new CrossEntropy()
                .Value(new LossInput(logits, own, new Dictionary<TargetKey, Tensor>()) { Mixed = (partner, shares) })
                .item<float>(),
            1e-5
        );
    }

    private static Stage Stopping =>
        new()
        {
            Name = "one",
            Epochs = 30,
            Loss = [new CrossEntropy()],
            Optimizer = new Sgd { Rate = 0.3 },
            Schedule = new Constant(),
            Stop = new EarlyStop { Patience = 2 },
        };

    private static (float[]? Weights, IReadOnlyList<EpochRecord> Epochs) Run(
        string path,
        Stage stage,
        int? stopAfter,
        Initializer? init = null,
        List<Progress>? heard = null
    ) => Run(path, [stage], stopAfter, init, heard);

    private static (float[]? Weights, IReadOnlyList<EpochRecord> Epochs) Run(
        string path,
        Stage[] stages,
        int? stopAfter,
        Initializer? init = null,
        List<Progress>? heard = null
    )
    {
        Engine.Start(1);
        using var cancel = new CancellationTokenSource();
        using var network = Network.Build(
            Nets.Of(new Conv { Channels = 8, Init = init ?? new He() }, new ReLU(), new Flatten(), new Linear { Features = 10 }),
            new Seed(7)
        );
        var left = stopAfter ?? -1;
        var watch = new TrainingWatch("t", path, TimeProvider.System) { Progress = new Each(Hear) };
        var data = new TrainingData { Train = Nets.Images(60, 1), Validation = Nets.Images(30, 2) };
        try
        {
            var epochs = new Trainer(network, data, new TrainingPlan(Role.Student, 7, 10, stages, "identity"), watch).Run(cancel.Token);
            return ([.. network.Parameters.SelectMany(p => p.Value.detach().contiguous().data<float>().ToArray())], epochs);
        }
        catch (OperationCanceledException)
        {
            return (null, []);
        }

        void Hear(Progress value)
        {
            heard?.Add(value);
            if (--left == 0)
                cancel.Cancel();
        }
    }

    private sealed class Each(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
