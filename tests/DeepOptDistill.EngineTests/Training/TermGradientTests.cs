using System.Text.Json;
using DeepOptDistill.Core;
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
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Shares of the terms in the gradient: right, and without any effect on the training.</summary>
public class TermGradientTests
{
    private static readonly StudentSpec Net = Nets.Of(
        new Conv { Channels = 8, Padding = 1 },
        new BatchNorm(),
        new ReLU(),
        new Conv { Channels = 6 },
        new BatchNorm(),
        new Dropout { Probability = 0.3 },
        new Flatten(),
        new Linear { Features = 10 }
    );

    /// <summary>
    /// A second term of weight 0 leaves the objective as it is, and has the shares measured: in layers with statistics and with dropout.
    /// </summary>
    [Fact]
    public void MeasuringChangesNotABit()
    {
        var (alone, _) = Train([new CrossEntropy()]);
        var (measured, epochs) = Train([new CrossEntropy(), new Size { Weight = 0 }]);
        Assert.Equal(alone, measured);
        Assert.All(epochs, epoch => Assert.Equal(1, epoch.GradientShares!["cross-entropy"]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(10)]
    public void ResumedSharesAreUninterruptedOnes(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<Loss> losses = [new CrossEntropy(), new Size { Weight = 0.01 }];
        var (whole, expected) = Train(losses);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Train(losses, folder.In("c"), new After(stopAfter, cancel.Cancel), cancel: cancel.Token)
        );
        var (parts, epochs) = Train(losses, folder.In("c"));
        Assert.Equal(whole, parts);
        Assert.Equal(expected.Select(Shares), epochs.Select(Shares));
        static string Shares(EpochRecord epoch) => JsonSerializer.Serialize(epoch.GradientShares);
    }

    [Fact]
    public void SharesAreThoseOfTheWeightedTerms()
    {
        var (_, once) = Train([new CrossEntropy(), new Size { Weight = 0.01 }]);
        var (_, twice) = Train([new CrossEntropy(), new Size { Weight = 0.02 }]);
        double Odds(IReadOnlyList<EpochRecord> epochs) => epochs[0].GradientShares!["size"] / epochs[0].GradientShares!["cross-entropy"];
        Assert.InRange(Odds(once), 1e-4, 1e4);
        Assert.Equal(2, Odds(twice) / Odds(once), 1e-5);
        Assert.All(once, epoch => Assert.Equal(1, epoch.GradientShares!.Values.Sum(), 1e-12));
    }

    [Fact]
    public void TheShareIsTheNormOfTheGradient()
    {
        // Of Σz over a linear layer: the gradient by the bias is 1, by the weights the input's mean; twice the term has twice the norm.
        var (_, epochs) = Train(
            [new Total(), new Total { Weight = 3, Name = "thrice" }],
            net: Nets.Of(new Flatten(), new Linear { Features = 10 })
        );
        Assert.Equal(0.25, epochs[0].GradientShares!["total"], 1e-6);
        Assert.Equal(0.75, epochs[0].GradientShares!["thrice"], 1e-6);
    }

    [Fact]
    public void ATermThatDependsOnNothingHasNoShare()
    {
        var (_, epochs) = Train([new CrossEntropy(), new Detached()]);
        Assert.All(epochs, epoch => Assert.Equal(0, epoch.GradientShares!["detached"]));
    }

    [Fact]
    public void TensorsThatNoTermMovesAreNamed()
    {
        var (_, healthy) = Train([new CrossEntropy()]);
        Assert.All(healthy, epoch => Assert.Null(epoch.WithoutGradient));
        // What comes before a rectifier that is never open has no gradient.
        var (_, dead) = Train(
            [new CrossEntropy()],
            net: Nets.Of(
                new Flatten(),
                new Linear
                {
                    Features = 5,
                    Init = new DeepOptDistill.Students.Initializers.Uniform { Range = 0 },
                },
                new ReLU(),
                new Linear { Features = 10 }
            )
        );
        Assert.All(dead, epoch => Assert.Equal(["linear1.weight", "linear1.bias", "linear2.weight"], epoch.WithoutGradient!));
    }

    [Fact]
    public void NoTensorIsLeftAlive()
    {
        var counts = new List<long>();
        Train(
            [new CrossEntropy(), new Size { Weight = 0.01 }],
            progress: new Each(() => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount))
        );
        Assert.Single(counts.Skip(1).Distinct());
    }

    private static (byte[] Model, IReadOnlyList<EpochRecord> Epochs) Train(
        IReadOnlyList<Loss> losses,
        string? checkpoint = null,
        IProgress<Progress>? progress = null,
        StudentSpec? net = null,
        CancellationToken cancel = default
    )
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(net ?? Net, new Seed(7));
        var data = new TrainingData
        {
            Train = Nets.Images(70, 1),
            Validation = Nets.Images(20, 2),
            Augmentations = [new PadAndCrop { Pad = 1 }],
            Views = 2,
            ViewSeed = new Seed(4),
        };
        var plan = new TrainingPlan(
            Role.Student,
            7,
            10,
            [
                new Stage
                {
                    Name = "one",
                    Epochs = 2,
                    Loss = losses,
                    Optimizer = new Sgd { Rate = 0.01 },
                },
            ],
            "identity"
        );
        var epochs = new Trainer(
            network,
            data,
            plan,
            new TrainingWatch("t", checkpoint ?? folder.In("c"), TimeProvider.System) { Progress = progress }
        ).Run(cancel);
        return (OnnxExport.Of(network).Model.ToBytes(), epochs);
    }

    private sealed record Size : Loss
    {
        public override string Term => "size";

        public override Tensor Value(LossInput input) => input.Logits.square().mean();
    }

    private sealed record Total : Loss
    {
        public string Name { get; init; } = "total";

        public override string Term => Name;

        public override Tensor Value(LossInput input) => input.Logits.sum().abs();
    }

    private sealed record Detached : Loss
    {
        public override string Term => "detached";

        public override Tensor Value(LossInput input) => input.Logits.detach().square().mean();
    }

    private sealed class After(int reports, Action then) : IProgress<Progress>
    {
        private int left = reports;

        public void Report(Progress value)
        {
            if (--left == 0)
                then();
        }
    }

    private sealed class Each(Action then) : IProgress<Progress>
    {
        public void Report(Progress value) => then();
    }
}
