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

/// <summary>Early stopping, schedules with memory, schedules of weights and temperatures, LSUV before the first step: as promised, and resumed = uninterrupted.</summary>
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

    [Fact]
    public void APlateauIsRememberedAcrossAResume()
    {
        using var folder = new TemporaryFolder();
        var stage = Stopping with { Stop = null, Epochs = 6, Schedule = new ReduceOnPlateau { Patience = 0, Threshold = 0.5, Factor = 0.5 } };
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
        var scheduled = new SoftTarget { Weight = 4, WeightSchedule = new Polynomial { End = 0.25 }, TemperatureSchedule = new Polynomial { End = 0.5 } };
        LossInput At(long step) => new(logits, zeros(4, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [scheduled.Target!.Value] = target }) { Clock = new ScheduleClock(step, 11, 11) };
        Assert.Equal([4.0, 2.5, 1.0], [scheduled.WeightAt(At(0).Clock), scheduled.WeightAt(At(5).Clock), scheduled.WeightAt(At(10).Clock)]);
        Assert.Equal(3, scheduled.TemperatureAt(At(5).Clock), 1e-12);
        var atTwo = new SoftTarget { Temperature = 2 }.Value(new LossInput(logits, zeros(4, ScalarType.Int64), new Dictionary<TargetKey, Tensor> { [2] = target }));
        Assert.Equal(atTwo.item<float>(), scheduled.Value(At(10)).item<float>(), 1e-5);
    }

    [Fact]
    public void SmoothedCrossEntropyIsThatOfTheSmoothedLabels()
    {
        using var scope = NewDisposeScope();
        var (logits, labels) = (randn(5, 4), tensor(new long[] { 0, 3, 1, 2, 2 }));
        var smoothed = (nn.functional.one_hot(labels, 4) * 0.8) + (0.2 / 4);
        var expected = -(smoothed * logits.log_softmax(1)).sum(1).mean().item<float>();
        Assert.Equal(expected, new CrossEntropy { Smoothing = 0.2 }.Value(new LossInput(logits, labels, new Dictionary<TargetKey, Tensor>())).item<float>(), 1e-5);
    }

    [Fact]
    public void HardLabelsOfMixedImagesAreMixedByTheirShares()
    {
        using var scope = NewDisposeScope();
        var (logits, own, partner, shares) = (randn(3, 4), tensor(new long[] { 0, 3, 1 }), tensor(new long[] { 2, 3, 0 }), tensor(new[] { 0.25f, 1, 0.5f }));
        var log = logits.log_softmax(1);
        var expected = -((shares * log.gather(1, own.unsqueeze(1)).squeeze(1)) + ((1 - shares) * log.gather(1, partner.unsqueeze(1)).squeeze(1))).mean().item<float>();
        Assert.Equal(expected, new CrossEntropy().Value(new LossInput(logits, own, new Dictionary<TargetKey, Tensor>()) { Mixed = (partner, shares) }).item<float>(), 1e-5);
    }

    private static Stage Stopping => new()
    {
        Name = "one",
        Epochs = 30,
        Loss = [new CrossEntropy()],
        Optimizer = new Sgd { Rate = 0.3 },
        Schedule = new Constant(),
        Stop = new EarlyStop { Patience = 2 },
    };

    private static (float[]? Weights, IReadOnlyList<EpochRecord> Epochs) Run(string path, Stage stage, int? stopAfter, Initializer? init = null)
    {
        Engine.Start(1);
        using var cancel = new CancellationTokenSource();
        using var network = Network.Build(Nets.Of(new Conv { Channels = 8, Init = init ?? new He() }, new ReLU(), new Flatten(), new Linear { Features = 10 }), new Seed(7));
        var left = stopAfter ?? -1;
        var watch = new TrainingWatch("t", path, TimeProvider.System) { Progress = new Each(() => { if (--left == 0) cancel.Cancel(); }) };
        var data = new TrainingData { Train = Nets.Images(60, 1), Validation = Nets.Images(30, 2) };
        try
        {
            var epochs = new Trainer(network, data, new TrainingPlan(Role.Student, 7, 10, [stage], "identity"), watch).Run(cancel.Token);
            return ([.. network.Parameters.SelectMany(p => p.Value.detach().contiguous().data<float>().ToArray())], epochs);
        }
        catch (OperationCanceledException)
        {
            return (null, []);
        }
    }

    private sealed class Each(Action action) : IProgress<Progress>
    {
        public void Report(Progress value) => action();
    }
}
