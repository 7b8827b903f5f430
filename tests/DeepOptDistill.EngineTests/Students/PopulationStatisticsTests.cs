using DeepOptDistill.Core;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>Algorithm 2 of the batch-norm paper, and layers whose statistics are frozen.</summary>
public class PopulationStatisticsTests
{
    [Fact]
    public void AreTheMeansOverBatchesOfTheirStatistics()
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        using var network = Network.Build(
            Nets.Of(new BatchNorm { Statistics = NormStatistics.Population }, new ReLU(), new Flatten(), new Linear { Features = 10 }),
            new Seed(1)
        );
        manual_seed(3);
        var batches = Enumerable.Range(1, 3).Select(i => (randn(4, 9, 9, 2) * i + i).permute(0, 3, 1, 2)).ToList();
        PopulationStatistics.Estimate(network, batches);
        var state = network.State.ToDictionary(s => s.Name, s => s.Value);
        var mean = stack(batches.Select(b => b.mean([0, 2, 3]))).mean([0]);
        var variance = stack(batches.Select(b => b.var([0, 2, 3], unbiased: true))).mean([0]);
        Nets.Close(mean.data<float>().ToArray(), state["batch-norm1.running_mean"].data<float>().ToArray(), 1e-6);
        Nets.Close(variance.data<float>().ToArray(), state["batch-norm1.running_var"].data<float>().ToArray(), 1e-6);
    }

    [Fact]
    public void DoNotDependOnWhatRanBefore()
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        using var network = Network.Build(
            Nets.Of(
                new Conv { Channels = 8 },
                new BatchNorm(),
                new ReLU(),
                new Conv { Channels = 8 },
                new BatchNorm(),
                new ReLU(),
                new Flatten(),
                new Dropout(),
                new Linear { Features = 10 }
            ),
            new Seed(1)
        );
        List<Tensor> batches = [randn(8, 9, 9, 2).permute(0, 3, 1, 2), randn(8, 9, 9, 2).permute(0, 3, 1, 2)];
        PopulationStatistics.Estimate(network, batches);
        var first = Running(network);
        network.Train();
        for (var i = 0; i < 3; i++)
            network.Logits(randn(8, 9, 9, 2).permute(0, 3, 1, 2) * 5);
        Assert.NotEqual(first, Running(network));
        PopulationStatistics.Estimate(network, batches);
        Assert.Equal(first, Running(network));
    }

    [Fact]
    public void FrozenStatisticsStayWhileItsParametersLearn()
    {
        Engine.Start(1);
        using var folder = new TemporaryFolder();
        using var network = Network.Build(
            Nets.Of(new Conv { Channels = 8 }, new BatchNorm { Frozen = true }, new ReLU(), new Flatten(), new Linear { Features = 10 }),
            new Seed(1)
        );
        Nets.Train(network, folder.Path);
        PopulationStatistics.Estimate(network, [randn(8, 9, 9, 2).permute(0, 3, 1, 2)]);
        Assert.Equal([.. Enumerable.Repeat(0f, 8), .. Enumerable.Repeat(1f, 8)], Running(network));
        Assert.Contains(network.Parameters.Single(p => p.Name == "batch-norm1.weight").Value.data<float>().ToArray(), value => value != 1);
    }

    private static float[] Running(Network network) =>
        [
            .. network
                .State.Where(s => s.Name.Contains("running", StringComparison.Ordinal))
                .SelectMany(s => s.Value.data<float>().ToArray()),
        ];
}
