using DeepOptDistill.Core;
using DeepOptDistill.Core.Features;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Regressors;
using TorchSharp;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>FitNets' stages: the first trains the student up to its guided layer and the regressor, and nothing above.</summary>
public class HintTrainingTests
{
    private const string Tap = "teacher/block";
    private static readonly StudentSpec Net = Nets.Of(
        new Conv
        {
            Name = "conv1",
            Channels = 8,
            Padding = 1,
        },
        new BatchNorm(),
        new ReLU { Name = "block1" },
        new Dropout { Probability = 0.2 },
        new Conv { Name = "conv2", Channels = 8 },
        new BatchNorm { Name = "norm2" },
        new ReLU { Name = "block2" },
        new Conv { Name = "conv3", Channels = 8 },
        new BatchNorm(),
        new ReLU(),
        new Flatten(),
        new Linear { Features = 10 }
    );

    private static readonly StudentSpec Teacher = Nets.Of(
        new Conv
        {
            Channels = 16,
            Padding = 0,
            Kernel = 5,
        },
        new ReLU(),
        new Flatten(),
        new Linear { Features = 10 }
    );

    private static readonly StudentSpec Branched = Nets.Of(
        new Conv
        {
            Name = "first",
            Channels = 8,
            Padding = 1,
        },
        new Residual
        {
            Layers =
            [
                new Conv
                {
                    Name = "conv1",
                    Channels = 8,
                    Padding = 1,
                },
                new BatchNorm { Name = "norm1" },
                new ReLU { Name = "block1" },
                new Conv
                {
                    Name = "conv2",
                    Channels = 8,
                    Padding = 1,
                },
            ],
        },
        new ReLU(),
        new Flatten(),
        new Linear { Features = 10 }
    );

    private static readonly Hint HintLoss = new() { Teacher = Tap, Student = "block2" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheHintStageLeavesEverythingAboveTheGuidedLayerUntouched(bool averaged)
    {
        using var folder = new TemporaryFolder();
        using var untrained = Build(HintLoss);
        using var network = Build(HintLoss);
        var stage = Stage("hint", 2, HintLoss) with
        {
            Average = averaged ? new Ema() : null,
            Optimizer = new Sgd { Rate = 0.01, WeightDecay = 0.1 },
        };
        Run(network, folder.In("c"), [stage]);
        var above = new[] { "conv3", "batch-norm3", "linear1" };
        foreach (var ((name, before), (_, after)) in untrained.State.Zip(network.State))
            Assert.Equal(
                above.Any(layer => name.StartsWith(layer, StringComparison.Ordinal)),
                Numbers(before).SequenceEqual(Numbers(after))
            );
    }

    [Fact]
    public void TheHintStageLearnsTheHint()
    {
        using var folder = new TemporaryFolder();
        using var network = Build(HintLoss);
        var epochs = Run(network, folder.In("c"), [Stage("hint", 20, HintLoss) with { Optimizer = new Adam { Rate = 3e-3 } }]);
        Assert.True(epochs[^1].Loss < 0.5 * epochs[0].Loss, $"{epochs[0].Loss} to {epochs[^1].Loss}");
        Assert.True(epochs[^1].ValidationHint < epochs[0].ValidationHint);
        Assert.All(epochs, e => Assert.True(e is { TrainAccuracy: null, ValidationAccuracy: null, ValidationLoss: null }));
        Assert.Equal([$"hint {Tap} to block2"], epochs[0].Terms.Keys);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(17)]
    public void ResumedIsUninterruptedBitForBit(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        var mean = new HintMean
        {
            Teacher = Tap,
            Student = "norm2",
            Weight = 2,
            Regressor = new PointwiseRegressor(),
        };
        Stage[] stages =
        [
            Stage("hint", 2, HintLoss) with
            {
                Stop = new DeepOptDistill.Training.Stopping.EarlyStop { Patience = 9 },
            },
            Stage("joint", 1, mean, new CrossEntropy()) with
            {
                Optimizer = new Adam(),
            },
        ];
        var whole = Bytes(folder.In("whole"), stages, null);
        Assert.Throws<OperationCanceledException>(() => Bytes(folder.In("parts"), stages, stopAfter));
        Assert.Equal(whole, Bytes(folder.In("parts"), stages, null));
    }

    [Fact]
    public void AStepLeavesNoTensorAlive()
    {
        using var folder = new TemporaryFolder();
        using var network = Build(HintLoss);
        var counts = new Counts();
        Run(network, folder.In("c"), [Stage("joint", 2, HintLoss, new CrossEntropy())], counts);
        Assert.Single(counts.All.Skip(1).Distinct());
    }

    /// <summary>
    /// A norm that is guided is read before the rectifier that is otherwise computed with it, a convolution before an activation that
    /// overwrites it.
    /// </summary>
    [Theory]
    [InlineData("norm2")]
    [InlineData("conv2")]
    [InlineData("block2")]
    public void AGuidedLayerIsReadAsItIs(string layer)
    {
        using var scope = torch.NewDisposeScope();
        using var guided = Network.Build(Net, new Seed(7), guided: [layer]);
        var below = Net.Layers.Take(1 + GuidedLayers.Find(guided.Layers, layer)!.Layer);
        using var plain = Network.Build(Net with { Layers = [.. below, new Flatten(), new Linear { Features = 10 }] }, new Seed(7));
        using var whole = Network.Build(Net, new Seed(7), fuseLayers: false);
        var images = Nets.Images(16, 3);
        var pixels = Predictor.Pixels(images, new PixelTable(Net.Input), 0, 16);
        guided.Train();
        plain.Train();
        whole.Train();
        torch.manual_seed(1);
        var (logits, outputs) = guided.Guided(Net.Layers.Count, pixels);
        torch.manual_seed(1);
        var expected = plain.Upto(GuidedLayers.Find(plain.Layers, layer)!.Layer + 1, pixels);
        Nets.Close(Numbers(expected), Numbers(outputs[layer]), 1e-5);
        torch.manual_seed(1);
        Nets.Close(Numbers(whole.Logits(pixels)), Numbers(logits), 1e-5);
        if (layer != "block2")
            Assert.Contains(Numbers(outputs[layer]), value => value < 0);
        logits.sum().backward();
    }

    /// <summary>
    /// A tensor inside a block is what a network computes that ends there, with the same numbers; a norm before its rectifier too.
    /// </summary>
    [Theory]
    [InlineData("conv1", 2)]
    [InlineData("norm1", 3)]
    [InlineData("block1", 4)]
    [InlineData("conv2", 5)]
    public void ATensorInsideABlockIsReadAsItIs(string inner, int layers)
    {
        using var scope = torch.NewDisposeScope();
        using var guided = Network.Build(Branched, new Seed(7), guided: [$"residual1.{inner}"]);
        using var whole = Network.Build(Branched, new Seed(7));
        using var plain = Network.Build(
            Nets.Of([Branched.Layers[0], .. ((Residual)Branched.Layers[1]).Layers, new Flatten(), new Linear { Features = 10 }]),
            new Seed(1),
            guided: [inner]
        );
        using (torch.no_grad())
        {
            var own = guided.State.ToDictionary(
                entry => entry.Name.Replace("residual1.body.", "", StringComparison.Ordinal),
                entry => entry.Value
            );
            foreach (var (name, value) in plain.State.Where(entry => !entry.Name.StartsWith("linear", StringComparison.Ordinal)))
                value.copy_(own[name]);
        }
        var pixels = Predictor.Pixels(Nets.Images(16, 3), new PixelTable(Branched.Input), 0, 16);
        guided.Train();
        plain.Train();
        whole.Train();
        var (logits, outputs) = guided.Guided(Branched.Layers.Count, pixels);
        Nets.Close(Numbers(plain.Upto(layers, pixels)), Numbers(outputs[$"residual1.{inner}"]), 1e-5);
        Nets.Close(Numbers(whole.Logits(pixels)), Numbers(logits), 1e-5);
        outputs[$"residual1.{inner}"].sum().backward();
        Assert.NotNull(guided.Parameters[0].Value.grad);
    }

    [Fact]
    public void AHintInsideABlockTrainsWhatIsBelowItAlone()
    {
        using var folder = new TemporaryFolder();
        var hint = new Hint { Teacher = Tap, Student = "residual1.conv1" };
        using var untrained = Network.Build(Branched, new Seed(7), guided: [hint.Student]);
        using var network = Network.Build(Branched, new Seed(7), guided: [hint.Student]);
        Run(
            network,
            folder.In("c"),
            [
                Stage("hint", 1, hint) with
                {
                    Optimizer = new Sgd { Rate = 1e-5, WeightDecay = 0.1 },
                },
            ]
        );
        Assert.Equal(
            ["first.weight", "first.bias", "residual1.body.conv1.weight"],
            untrained
                .Parameters.Zip(network.Parameters)
                .Where(pair => !Numbers(pair.First.Value).SequenceEqual(Numbers(pair.Second.Value)))
                .Select(pair => pair.First.Name)
        );
    }

    [Fact]
    public void LogitRegressionReadsTheMeanOfTheTeachersLogits()
    {
        using var folder = new TemporaryFolder();
        using var targets = LogitTargets.Of(folder, Nets.Images(70, 1));
        Assert.Equal(LogitTargets.MeanOf(3), targets.Row(3));
        using var network = Network.Build(Net, new Seed(7));
        var data = Data(network) with { Targets = targets.Source };
        var epochs = new Trainer(
            network,
            data,
            Plan([Stage("regress", 30, new LogitRegression { Normalized = true }) with { Optimizer = new Adam { Rate = 3e-3 } }]),
            new TrainingWatch("t", folder.In("c"), TimeProvider.System)
        ).Run();
        Assert.True(epochs[^1].Loss < 0.5 * epochs[0].Loss);
    }

    private static Network Build(Hint hint) => Network.Build(Net, new Seed(7), guided: [hint.Student, "norm2"]);

    private static float[] Numbers(torch.Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    private static Stage Stage(string name, int epochs, params Loss[] losses) =>
        new()
        {
            Name = name,
            Epochs = epochs,
            Loss = losses,
            Optimizer = new Sgd { Rate = 0.01 },
        };

    private static TrainingData Data(Network network)
    {
        using var teacher = Network.Build(Teacher, new Seed(99));
        var (train, validation) = (Nets.Images(70, 1), Nets.Images(20, 2));
        return new TrainingData
        {
            Train = train,
            Validation = validation,
            Features = new MadeFeatures(teacher, 2, train, Tap, new TapActivation("relu")),
            ValidationFeatures = new MadeFeatures(teacher, 2, validation, Tap, new TapActivation("relu")),
        };
    }

    private static TrainingPlan Plan(IReadOnlyList<Stage> stages) => new(Role.Student, 7, 10, stages, "identity");

    private static IReadOnlyList<EpochRecord> Run(
        Network network,
        string path,
        IReadOnlyList<Stage> stages,
        IProgress<Progress>? progress = null,
        CancellationToken cancel = default
    ) =>
        new Trainer(network, Data(network), Plan(stages), new TrainingWatch("t", path, TimeProvider.System) { Progress = progress }).Run(
            cancel
        );

    private static byte[] Bytes(string path, IReadOnlyList<Stage> stages, int? stopAfter)
    {
        using var cancel = new CancellationTokenSource();
        using var network = Build(HintLoss);
        Run(network, path, stages, stopAfter is { } steps ? new StopAfter(steps, cancel) : null, cancel.Token);
        return OnnxExport.Of(network).Model.ToBytes();
    }

    private sealed class StopAfter(int reports, CancellationTokenSource cancel) : IProgress<Progress>
    {
        private int left = reports;

        public void Report(Progress value)
        {
            if (--left == 0)
                cancel.Cancel();
        }
    }

    private sealed class Counts : IProgress<Progress>
    {
        public List<long> All { get; } = [];

        public void Report(Progress value) => All.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
