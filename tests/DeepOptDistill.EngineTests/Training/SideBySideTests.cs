using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using TorchSharp;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// A training is the same, bit for bit, whatever else the process does: nothing that it draws comes from a state that others share.
/// </summary>
public class SideBySideTests
{
    private static readonly StudentSpec Net = Nets.Of(
        new Conv { Channels = 8, Padding = 1 },
        new BatchNorm(),
        new ReLU(),
        new Dropout { Probability = 0.3 },
        new Flatten(),
        new Linear { Features = 20 },
        new ReLU(),
        new Dropout(),
        new Linear { Features = 10 }
    );

    private static readonly StudentSpec Scaled = Nets.Of(
        new Conv
        {
            Channels = 8,
            Padding = 1,
            Init = new Lsuv(),
        },
        new ReLU(),
        new Dropout { Probability = 0.4 },
        new Flatten(),
        new Linear { Features = 20, Init = new Lsuv() },
        new ReLU(),
        new Linear { Features = 10, Init = new Lsuv() }
    );

    private const int Threads = 2;

    [Fact]
    public async Task TwoTrainingsAtOnceAreEachAsAlone()
    {
        Engine.Start(1);
        var alone = new[] { Run(Net, 7), Run(Net, 8) };
        using var both = new Barrier(2);
        var beside = await Task.WhenAll(
            new[] { 7, 8 }.Select(seed =>
                Task.Factory.StartNew(
                    () => Run(Net, seed, () => both.SignalAndWait()),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
        );
        Assert.NotEqual(alone[0], alone[1]);
        Assert.Equal(alone[0], beside[0]);
        Assert.Equal(alone[1], beside[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatWasDrawnBeforeHasNoSay(bool scaled)
    {
        torch.manual_seed(1);
        var first = Run(scaled ? Scaled : Net, 7);
        torch.manual_seed(2);
        Assert.Equal(first, Run(scaled ? Scaled : Net, 7));
    }

    [Fact]
    public void ATrainingDrawsNothingThatOthersWouldMiss()
    {
        float[] Drawn()
        {
            using var scope = torch.NewDisposeScope();
            return torch.rand(8).data<float>().ToArray();
        }
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Net, new Seed(7));
        torch.manual_seed(3);
        var expected = Drawn();
        torch.manual_seed(3);
        Train(network, 7, folder.In("c"));
        Assert.Equal(expected, Drawn());
    }

    private static float[] Run(StudentSpec spec, int seed, Action? start = null)
    {
        // Each thread of the process has a number of its own, and the one of a test may keep what an earlier test asked for.
        Engine.Start(Threads);
        using var folder = new TemporaryFolder();
        using var network = Network.Build(spec, new Seed((ulong)seed));
        start?.Invoke();
        Train(network, seed, folder.In("c"));
        return [.. network.Parameters.SelectMany(p => ParameterMemory.Read(p.Value))];
    }

    private static void Train(Network network, int seed, string path) =>
        new Trainer(
            network,
            new TrainingData { Train = Nets.Images(200, 1), Validation = Nets.Images(20, 2) },
            new TrainingPlan(
                Role.Student,
                seed,
                10,
                [
                    new Stage
                    {
                        Name = "s",
                        Epochs = 3,
                        Loss = [new CrossEntropy()],
                        Optimizer = new Adam(),
                    },
                ],
                "id"
            ),
            new TrainingWatch("t", path, TimeProvider.System)
        ).Run();
}
