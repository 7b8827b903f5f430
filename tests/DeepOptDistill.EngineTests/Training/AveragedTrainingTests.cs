using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Stopping;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// A training that keeps an average of its weights and ends with population statistics: resumed = uninterrupted, and the average counts.
/// </summary>
public class AveragedTrainingTests
{
    private static readonly TrainingData Data = new() { Train = Nets.Images(40, 1), Validation = Nets.Images(0) };

    [Theory]
    [InlineData("ema", 1)]
    [InlineData("ema", 9)]
    [InlineData("swa", 10)]
    public void AnAveragedTrainingResumesBitForBit(string kind, int stopAfter)
    {
        using var folder = new TemporaryFolder();
        Average average = kind == "ema" ? new Ema() : new Swa { Start = 0.3, EverySteps = 2 };
        var whole = Run(folder.In("whole"), average, null);
        Assert.Throws<OperationCanceledException>(() => Run(folder.In("parts"), average, stopAfter));
        Assert.Equal(whole, Run(folder.In("parts"), average, null));
        Assert.NotEqual(whole, Run(folder.In("plain"), null, null));
    }

    [Fact]
    public void AnAverageThatNeverBeganGivesTheLastWeights()
    {
        using var folder = new TemporaryFolder();
        var plain = Stopped(folder.In("plain"), null);
        var averaged = Stopped(folder.In("averaged"), new Swa());
        Assert.Equal(3, plain.Epochs);
        Assert.Equal(plain, averaged);
        Assert.True(averaged.Weights.Zip(Untrained()).Max(w => Math.Abs(w.First - w.Second)) > 1e-3);
    }

    private static float[] Untrained()
    {
        using var network = Network.Build(Net(new BatchNorm()), new Seed(7));
        return Weights(network);
    }

    // Nothing is progress here, so that the stage stops after the two epochs that it bears.
    private static Stopping Stopped(string path, Average? average)
    {
        using var network = Network.Build(Net(new BatchNorm()), new Seed(7));
        var stop = new EarlyStop
        {
            Patience = 2,
            Least = 1e5,
            RestoreBest = false,
        };
        var stage = new Stage
        {
            Name = "s",
            Epochs = 30,
            Loss = [new CrossEntropy()],
            Optimizer = new Adam(),
            Average = average,
            Stop = stop,
        };
        var epochs = new Trainer(
            network,
            Data with
            {
                Validation = Nets.Images(10, 3),
            },
            new TrainingPlan(Role.Student, 7, 10, [stage], "id"),
            new TrainingWatch("t", path, TimeProvider.System)
        ).Run();
        return new Stopping(epochs.Count, Weights(network));
    }

    private static float[] Weights(Network network) => [.. network.Parameters.SelectMany(p => ParameterMemory.Read(p.Value))];

    private sealed record Stopping(int Epochs, float[] Weights)
    {
        public bool Equals(Stopping? other) => other is not null && Epochs == other.Epochs && Weights.SequenceEqual(other.Weights);

        public override int GetHashCode() => Epochs;
    }

    private static float[] Run(string path, Average? average, int? stopAfter)
    {
        using var cancel = new CancellationTokenSource();
        using var network = Network.Build(Net(new BatchNorm { Statistics = NormStatistics.Population }), new Seed(7));
        var stage = new Stage
        {
            Name = "s",
            Epochs = 3,
            Loss = [new CrossEntropy()],
            Optimizer = new NAdam(),
            ClipNorm = 1,
            MaxNorm = [new MaxNorm { Norm = 1 }],
            Average = average,
        };
        var watch = new TrainingWatch("t", path, TimeProvider.System) { Progress = new Stop(stopAfter ?? int.MaxValue, cancel) };
        new Trainer(network, Data, new TrainingPlan(Role.Student, 7, 10, [stage], "id"), watch).Run(cancel.Token);
        return Values(network);
    }

    private static StudentSpec Net(BatchNorm norm) =>
        Nets.Of(
            new Conv { Channels = 8 },
            norm,
            new ReLU(),
            new Dropout { Probability = 0.3 },
            new Flatten(),
            new Linear { Features = 10 }
        );

    private static float[] Values(Network network)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. network
                .State.Where(s => !s.Name.EndsWith("tracked", StringComparison.Ordinal))
                .SelectMany(s => s.Value.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray()),
        ];
    }

    private sealed class Stop(int after, CancellationTokenSource cancel) : IProgress<Progress>
    {
        private int left = after;

        public void Report(Progress value)
        {
            if (--left == 0)
                cancel.Cancel();
        }
    }
}
