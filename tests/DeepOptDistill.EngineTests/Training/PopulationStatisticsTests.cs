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
using DeepOptDistill.Training.Statistics;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Algorithm 2 of the batch-norm paper against its formula; independent of what ran before; frozen layers stay.</summary>
public class PopulationStatisticsTests
{
    private static readonly TrainingPlan Plan = new(Role.Student, 7, 10, [], "id");
    private static readonly TrainingData Data = new() { Train = Nets.Images(40, 1), Validation = Nets.Images(0) };

    [Fact]
    public void IsTheFormulaOfThePaper()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Build(Nets.Of(new BatchNorm { Momentum = 0.3 }, new Dropout { Probability = 0.5 }, new Flatten(), new Linear { Features = 10 }), new Seed(1));
        PopulationStatistics.Estimate(network, Data, Plan);
        var (images, order) = (Data.Train, DeepOptDistill.Data.BatchOrder.Of(40, new Seed(7), 0));
        for (var channel = 0; channel < 2; channel++)
        {
            double Value(int image, int pixel) => ((images.Image(image)[(channel * 81) + pixel] / 255.0) - (channel == 0 ? 0.3 : 0.4)) / (channel == 0 ? 0.5 : 0.25);
            var batches = order.Chunk(10).Select(batch => batch.SelectMany(i => Enumerable.Range(0, 81).Select(p => Value(i, p))).ToList()).ToList();
            var mean = batches.Average(b => b.Average());
            var variance = batches.Average(b => b.Average(v => Math.Pow(v - b.Average(), 2))) * 810 / 809;
            Assert.Equal(mean, network.Norms[0].Mean[channel].item<float>(), 1e-6);
            Assert.Equal(variance, network.Norms[0].Variance[channel].item<float>(), 2e-6 * variance);
        }
    }

    [Fact]
    public void DoesNotDependOnWhatRanBefore()
    {
        using var network = Network.Build(Net(new BatchNorm()), new Seed(1));
        PopulationStatistics.Estimate(network, Data, Plan);
        var first = Values(network);
        foreach (var norm in network.Norms) norm.Mean.fill_(17);
        manual_seed(99);
        PopulationStatistics.Estimate(network, Data, Plan);
        Assert.Equal(first, Values(network));
    }

    [Fact]
    public void AFrozenLayerKeepsItsStatisticsAndLearnsItsScale()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Net(new BatchNorm { Frozen = true }), new Seed(1));
        Nets.Train(network, folder.Path);
        PopulationStatistics.Estimate(network, Data, Plan);
        Assert.Equal([0f, 1f], [network.Norms[0].Mean.abs().max().item<float>(), network.Norms[0].Variance.max().item<float>()]);
        Assert.NotEqual(1f, network.Parameters.First(p => p.Name == "batch-norm1.weight").Value[0].item<float>());
    }

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

    private static float[] Run(string path, Average? average, int? stopAfter)
    {
        using var cancel = new CancellationTokenSource();
        using var network = Network.Build(Net(new BatchNorm { Statistics = NormStatistics.Population }), new Seed(7));
        var stage = new Stage { Name = "s", Epochs = 3, Loss = [new CrossEntropy()], Optimizer = new NAdam(), ClipNorm = 1, MaxNorm = [new MaxNorm { Norm = 1 }], Average = average };
        var watch = new TrainingWatch("t", path, TimeProvider.System) { Progress = new Stop(stopAfter ?? int.MaxValue, cancel) };
        new Trainer(network, Data, new TrainingPlan(Role.Student, 7, 10, [stage], "id"), watch).Run(cancel.Token);
        return Values(network);
    }

    private static StudentSpec Net(BatchNorm norm) => Nets.Of(new Conv { Channels = 8 }, norm, new ReLU(), new Dropout { Probability = 0.3 }, new Flatten(), new Linear { Features = 10 });

    private static float[] Values(Network network)
    {
        using var scope = NewDisposeScope();
        return [.. network.State.Where(s => !s.Name.EndsWith("tracked", StringComparison.Ordinal)).SelectMany(s => s.Value.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray())];
    }

    private sealed class Stop(int after, CancellationTokenSource cancel) : IProgress<Progress>
    {
        private int left = after;

        public void Report(Progress value)
        {
            if (--left == 0) cancel.Cancel();
        }
    }
}
