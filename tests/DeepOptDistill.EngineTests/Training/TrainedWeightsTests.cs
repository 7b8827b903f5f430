using DeepOptDistill.Core;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>A training that begins with the weights of another.</summary>
public sealed class TrainedWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Network trained = Network.Build(Net(10), new Seed(1));
    private readonly TrainedWeights weights;

    public TrainedWeightsTests()
    {
        Nets.Train(trained, folder.In());
        weights = TrainedWeights.Read(folder.In("checkpoint"));
    }

    [Fact]
    public void TheSameNetworkAnswersTheSame()
    {
        using var other = Network.Build(Net(10), new Seed(2));
        Assert.NotEqual(Answers(trained), Answers(other));
        weights.CopyTo(other);
        Assert.Equal(Answers(trained), Answers(other));
    }

    [Fact]
    public void AnOutputOfSeveralIsTheirMeanWithTheLogarithmOfTheirNumber()
    {
        using var specialist = Network.Build(Net(3), new Seed(2));
        weights.CopyTo(
            specialist,
            [
                [7],
                [2],
                [0, 1, 3, 4, 5, 6, 8, 9],
            ]
        );
        var expected = Answers(trained)
            .Chunk(10)
            .SelectMany(row => new[] { row[7], row[2], new[] { 0, 1, 3, 4, 5, 6, 8, 9 }.Average(c => row[c]) + MathF.Log(8) });
        Nets.Close([.. expected], Answers(specialist), 1e-5);
    }

    [Fact]
    public void OtherLayersAreRefused()
    {
        using var narrow = Network.Build(Net(3), new Seed(2));
        Assert.Contains("logits.weight", Assert.Throws<ArgumentException>(() => weights.CopyTo(narrow)).Message, StringComparison.Ordinal);
        using var other = Network.Build(Nets.Of(new Flatten(), new Linear { Features = 10 }), new Seed(2));
        Assert.Throws<ArgumentException>(() => weights.CopyTo(other));
    }

    [Fact]
    public void ADamagedFileIsRefused()
    {
        File.WriteAllBytes(folder.In("damaged"), [1, 2, 3]);
        Assert.Contains(
            "damaged",
            Assert.Throws<IOException>(() => TrainedWeights.Read(folder.In("damaged"))).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        trained.Dispose();
        folder.Dispose();
    }

    private static float[] Answers(Network network) => Predictor.Logits(network, Nets.Images(20), 20);

    private static StudentSpec Net(int outputs) =>
        Nets.Of(
            new Conv { Channels = 8, Padding = 1 },
            new BatchNorm(),
            new ReLU(),
            new GlobalAveragePool(),
            new Linear { Name = "logits", Features = outputs }
        );
}
