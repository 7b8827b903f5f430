using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Stopping;
using TorchSharp;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Networks that learn from each other: resumed = uninterrupted, their order has no say, and without a term between them each is alone.
/// </summary>
public sealed class PeerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(23)]
    public void ResumedIsUninterruptedBitForBit(int stopAfter)
    {
        var whole = Run("whole", [7, 8, 9], Stages(0.5));
        Assert.Throws<OperationCanceledException>(() => Run("parts", [7, 8, 9], Stages(0.5), stopAfter: stopAfter));
        var parts = Run("parts", [7, 8, 9], Stages(0.5));
        Assert.Equal(whole.Files, parts.Files);
        Assert.Equal(Told(whole.Epochs), Told(parts.Epochs));
        Assert.Equal(3, whole.Files.Distinct(new SameBytes()).Count());
    }

    [Fact]
    public void BesidePeersThatItDoesNotHearANetworkIsAlone()
    {
        Stage[] silent =
        [
            new()
            {
                Name = "one",
                Epochs = 2,
                Loss = [new CrossEntropy()],
                Optimizer = new Adam(),
            },
        ];
        var alone = Run("alone", [7], silent);
        var beside = Run("beside", [7, 8], silent);
        var weightless = Run("weightless", [7, 8], [silent[0] with { Loss = [new CrossEntropy(), new Mutual { Weight = 0 }] }]);
        Assert.Equal(alone.Files[0], beside.Files[0]);
        Assert.Equal(alone.Files[0], weightless.Files[0]);
        Assert.True(weightless.Epochs[0][0].Terms["mutual"] > 0);
        Assert.NotEqual(alone.Files[0], Run("hears", [7, 8], [silent[0] with { Loss = [new CrossEntropy(), new Mutual()] }]).Files[0]);
    }

    [Fact]
    public void PeersOfOneSeedHaveNothingToSay()
    {
        // Weights scaled by a batch before, statistics measured after: peers are made ready and finished as the first is.
        var net = Nets.Of(
            new Conv
            {
                Channels = 8,
                Padding = 1,
                Init = new Lsuv(),
            },
            new BatchNorm { Statistics = NormStatistics.Population },
            new ReLU(),
            new Dropout { Probability = 0.3 },
            new Flatten(),
            new Linear { Features = 10 }
        );
        var run = Run("same", [7, 7, 7], Stages(1), net: net);
        Assert.All(run.Epochs.SelectMany(epochs => epochs), epoch => Assert.Equal(0, epoch.Terms["mutual"], 1e-9));
        Assert.Equal(run.Files[0], run.Files[1]);
        Assert.Equal(run.Files[0], run.Files[2]);
    }

    /// <summary>Both answer before either moves: the same two networks come out, whichever is the first.</summary>
    [Fact]
    public void TheirOrderHasNoSay()
    {
        Stage[] stages =
        [
            new()
            {
                Name = "one",
                Epochs = 2,
                Loss = [new CrossEntropy(), new Mutual { Temperature = 2 }],
                Optimizer = new Sgd { Nesterov = true },
            },
        ];
        var net = Nets.Of(new Conv { Channels = 8, Padding = 1 }, new BatchNorm(), new ReLU(), new Flatten(), new Linear { Features = 10 });
        var one = Run("ab", [3, 4], stages, net: net, order: 5);
        var other = Run("ba", [4, 3], stages, net: net, order: 5);
        Assert.Equal(one.Files, other.Files.Reverse());
        Assert.Equal(one.Epochs[0].Select(epoch => epoch.Terms["mutual"]), other.Epochs[1].Select(epoch => epoch.Terms["mutual"]));
    }

    [Fact]
    public void ATermBetweenThemBringsThemTogether()
    {
        double Apart(double weight) =>
            Run(
                $"weight {weight}",
                [7, 8],
                [
                    new()
                    {
                        Name = "one",
                        Epochs = 8,
                        Loss = [new CrossEntropy(), new Mutual { Weight = weight }],
                        Optimizer = new Adam(),
                    },
                ],
                net: Nets.Of(new Flatten(), new Linear { Features = 10 })
            )
                .Epochs[0][^1]
                .Terms["mutual"];
        var (with, without) = (Apart(4), Apart(0));
        Assert.True(with < 0.8 * without, $"{with} with the term, {without} without");
    }

    [Fact]
    public void AStepLeavesNoTensorAlive()
    {
        var counts = new LiveTensors();
        Run("run", [7, 8], Stages(1), counts);
        Assert.Single(counts.All.Skip(1).Take(13).Distinct());
    }

    private static IEnumerable<string> Told(IEnumerable<IReadOnlyList<EpochRecord>> epochs) =>
        epochs
            .SelectMany(e => e)
            .Select(e =>
                FormattableString.Invariant($"{e.Seed} {e.Stage} {e.Epoch} {e.Loss:R} ")
                + FormattableString.Invariant(
                    $"{string.Join(",", e.Terms.OrderBy(t => t.Key).Select(t => $"{t.Key} {t.Value:R}"))} {e.TrainAccuracy:R} "
                )
                + FormattableString.Invariant($"{e.ValidationLoss:R} {e.Rate:R}")
            );

    private static Stage[] Stages(double weight) =>
        [
            new()
            {
                Name = "one",
                Epochs = 2,
                Loss = [new CrossEntropy(), new Mutual { Weight = weight }],
                Optimizer = new Sgd { WeightDecay = 1e-3, Nesterov = true },
                ClipNorm = 1,
                Stop = new EarlyStop { Patience = 1 },
            },
            new()
            {
                Name = "two",
                Epochs = 2,
                Loss = [new CrossEntropy { Weight = 0.5 }, new Mutual { Temperature = 2 }],
                Optimizer = new Adam(),
                Average = new Ema { Decay = 0.8 },
            },
        ];

    private (IReadOnlyList<byte[]> Files, IReadOnlyList<IReadOnlyList<EpochRecord>> Epochs) Run(
        string name,
        long[] seeds,
        Stage[] stages,
        IProgress<Progress>? progress = null,
        int stopAfter = 0,
        StudentSpec? net = null,
        long? order = null
    )
    {
        using var cancel = new CancellationTokenSource();
        if (stopAfter > 0)
            progress = new StopAfter(stopAfter, cancel);
        net ??= Nets.Of(
            new Conv { Channels = 8, Padding = 1 },
            new BatchNorm(),
            new ReLU(),
            new Dropout { Probability = 0.3 },
            new Flatten(),
            new Linear { Features = 10 }
        );
        var networks = seeds.Select(seed => Network.Build(net, new Seed((ulong)seed))).ToList();
        try
        {
            var trainer = new Trainer(
                networks[0],
                Data(),
                new TrainingPlan(Role.Student, order ?? seeds[0], 10, stages, "identity"),
                new TrainingWatch("t", folder.In(name), TimeProvider.System) { Progress = progress },
                [.. networks.Skip(1).Zip(seeds.Skip(1), (network, seed) => new Peer(network, seed))]
            );
            var first = trainer.Run(cancel.Token);
            return ([.. networks.Select(network => OnnxExport.Of(network).Model.ToBytes())], [first, .. trainer.PeerEpochs]);
        }
        finally
        {
            foreach (var network in networks)
                network.Dispose();
        }
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

    private sealed class StopAfter(int reports, CancellationTokenSource cancel) : IProgress<Progress>
    {
        private int left = reports;

        public void Report(Progress value)
        {
            if (--left == 0)
                cancel.Cancel();
        }
    }

    private sealed class LiveTensors : IProgress<Progress>
    {
        public List<long> All { get; } = [];

        public void Report(Progress value) => All.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
