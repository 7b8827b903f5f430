using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using TorchSharp;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>The trainer: resumed = uninterrupted, nothing leaks, a loss that is not finite fails the run.</summary>
public class TrainerTests
{
    private static readonly StudentSpec Net = Nets.Of(
        new Conv { Channels = 8, Padding = 1 },
        new BatchNorm(),
        new ReLU(),
        new Dropout { Probability = 0.3 },
        new Flatten(),
        new Linear { Features = 10 }
    );

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(19)]
    public void ResumedIsUninterruptedBitForBit(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        var whole = Run(folder.In("whole"), null, out var wholeEpochs);
        var watch = new StopAfter(stopAfter);
        Assert.Throws<OperationCanceledException>(() => Run(folder.In("parts"), watch, out _));
        var parts = Run(folder.In("parts"), null, out var partEpochs);
        Assert.Equal(whole, parts);
        Assert.Equal(
            wholeEpochs.Select(e => e with { Seconds = 0, Terms = new Dictionary<string, double>() }),
            partEpochs.Select(e => e with { Seconds = 0, Terms = new Dictionary<string, double>() }),
            EpochsAgree
        );
    }

    [Fact]
    public void AFinishedTrainingIsNotDoneAgain()
    {
        using var folder = new TemporaryFolder();
        var first = Run(folder.In("run"), null, out _);
        var again = new Counting();
        Assert.Equal(first, Run(folder.In("run"), again, out _));
        Assert.Equal(0, again.Reports);
    }

    [Fact]
    public void ADamagedCheckpointIsNotUsed()
    {
        using var folder = new TemporaryFolder();
        var first = Run(folder.In("run"), null, out _);
        var bytes = File.ReadAllBytes(folder.In("run"));
        bytes[^5] ^= 1;
        File.WriteAllBytes(folder.In("run"), bytes);
        var again = new Counting();
        Assert.Equal(first, Run(folder.In("run"), again, out _));
        Assert.True(again.Reports > 0);
    }

    /// <summary>
    /// Every byte of a checkpoint is in its hash, those of its header too: a changed step would go on to another student.
    /// </summary>
    [Theory]
    [InlineData("\"step\\u0022:", 0)]
    [InlineData("optimizer_steps", 19)]
    [InlineData("data_offsets", 16)]
    public void ADamagedHeaderIsNotUsed(string text, int behind)
    {
        using var folder = new TemporaryFolder();
        var first = Run(folder.In("run"), null, out _);
        var bytes = File.ReadAllBytes(folder.In("run"));
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text.Replace("\"step", "step", StringComparison.Ordinal)));
        Assert.True(at >= 0, System.Text.Encoding.UTF8.GetString(bytes, 8, 400));
        at = Array.FindIndex(bytes, at + behind, b => b is >= (byte)'0' and <= (byte)'9');
        bytes[at] = (byte)(bytes[at] == '1' ? '2' : '1');
        File.WriteAllBytes(folder.In("run"), bytes);
        var again = new Counting();
        Assert.Equal(first, Run(folder.In("run"), again, out _));
        Assert.True(again.Reports > 0);
    }

    [Fact]
    public void ALossThatIsNotFiniteFailsTheRun()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(
            Nets.Of(new Conv { Channels = 8 }, new ReLU(), new Conv { Channels = 8 }, new Flatten(), new Linear { Features = 10 }),
            new Seed(1)
        );
        var error = Assert.Throws<RunFailedException>(() =>
            new Trainer(network, Data(), Plan(new Sgd(), rate: 1e9), new TrainingWatch("t", folder.In("c"), TimeProvider.System)).Run()
        );
        Assert.Contains("not finite", error.Problem.Found, StringComparison.Ordinal);
        Assert.Contains("Lower the rate", error.Problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AStepLeavesNoTensorAlive()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Net, new Seed(1));
        var counts = new LiveTensors();
        new Trainer(
            network,
            Data(),
            Plan(new Adam()),
            new TrainingWatch("t", folder.In("c"), TimeProvider.System) { Progress = counts }
        ).Run();
        Assert.Single(counts.All.Skip(1).Distinct());
    }

    [Fact]
    public void LearnsARuleFromPixels()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Net, new Seed(1));
        var epochs = new Trainer(
            network,
            Data(),
            Plan(new Adam(), epochs: 30),
            new TrainingWatch("t", folder.In("c"), TimeProvider.System)
        ).Run();
        Assert.True(epochs[^1].Loss < 0.5 * epochs[0].Loss);
    }

    private static byte[] Run(string path, IProgress<Progress>? progress, out IReadOnlyList<EpochRecord> epochs)
    {
        using var cancel = new CancellationTokenSource();
        if (progress is StopAfter stop)
            stop.Cancel = cancel;
        using var network = Network.Build(Net, new Seed(7));
        epochs = new Trainer(
            network,
            Data(),
            Plan(new Sgd { WeightDecay = 1e-3, Nesterov = true }),
            new TrainingWatch("t", path, TimeProvider.System) { Progress = progress }
        ).Run(cancel.Token);
        return OnnxExport.Of(network).Model.ToBytes();
    }

    private static TrainingData Data() =>
        new()
        {
            Train = Nets.Images(70, 1),
            Validation = Nets.Images(20, 2),
            Augmentations = [new PadAndCrop { Pad = 1 }, new HorizontalFlip()],
            Views = 2,
            ViewSeed = new Seed(4),
        };

    private static TrainingPlan Plan(Optimizer optimizer, double? rate = null, int epochs = 2) =>
        new(
            Role.Student,
            7,
            10,
            [
                new Stage
                {
                    Name = "one",
                    Epochs = epochs,
                    Loss = [new CrossEntropy()],
                    Optimizer = optimizer,
                    Schedule = new DeepOptDistill.Training.Schedules.WarmupCosine { Peak = rate },
                },
                new Stage
                {
                    Name = "two",
                    Epochs = 1,
                    Loss = [new CrossEntropy { Weight = 0.5 }],
                    Optimizer = new Adam(),
                },
            ],
            "identity"
        );

    private static bool EpochsAgree(EpochRecord a, EpochRecord b) =>
        a.Epoch == b.Epoch
        && a.Stage == b.Stage
        && a.Loss == b.Loss
        && a.TrainAccuracy == b.TrainAccuracy
        && a.ValidationLoss == b.ValidationLoss
        && a.Rate == b.Rate;

    private sealed class StopAfter(int reports) : IProgress<Progress>
    {
        private int left = reports;

        public CancellationTokenSource? Cancel { get; set; }

        public void Report(Progress value)
        {
            if (--left == 0)
                Cancel!.Cancel();
        }
    }

    private sealed class Counting : IProgress<Progress>
    {
        public int Reports { get; private set; }

        public void Report(Progress value) => Reports++;
    }

    private sealed class LiveTensors : IProgress<Progress>
    {
        public List<long> All { get; } = [];

        public void Report(Progress value)
        {
            All.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }
}
