using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using DeepOptDistill.Training.Stopping;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>What is not finite, or says nothing, has no say: in an objective, as the best epoch, in a checkpoint.</summary>
public class ObjectiveTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void TermsWhoseRowsSayNothingAreRefusedForTwoClasses(int classes)
    {
        Assert.NotNull(new LogitStandardization().Check(classes, "loss[0]"));
        Assert.NotNull(new Dist().Check(classes, "loss[0]"));
        Assert.Null(new Dist { Beta = 0 }.Check(classes, "loss[0]"));
        Assert.Null(new LogitStandardization().Check(3, "loss[0]"));
        Assert.Null(new Dist().Check(3, "loss[0]"));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(100f)]
    [InlineData(1e5f)]
    public void RegressionOfValuesIsInUnitsOfTheirDeviation(float unit)
    {
        using var scope = NewDisposeScope();
        var (answers, teachers) = (tensor(new[] { 1f, 2, 0.5f, -1 }, 2, 2), tensor(new[] { 0.5f, 1, 2, 0 }, 2, 2));
        var (scale, none) = (tensor(new[] { unit, 1 }, 1, 2), zeros(2, ScalarType.Int64));
        var found = new LogitRegression().Value(
            new LossInput(answers * scale, none, new Dictionary<TargetKey, Tensor>())
            {
                TeacherLogits = teachers * scale,
                ValueDeviations = scale,
            }
        );
        Assert.Equal((answers - teachers).square().sum().item<float>() / 4, found.item<float>(), 1e-5);
    }

    [Fact]
    public void ATermOfWeightZeroHasNoSayEvenWhereItIsNoNumber()
    {
        using var scope = NewDisposeScope();
        var z = tensor(new[] { 1f, 2, 3 }, 1, 3).requires_grad_(true);
        var input = new LossInput(z, tensor(new[] { 1L }), new Dictionary<TargetKey, Tensor>()) { TeacherLogits = full(1, 3, float.NaN) };
        var (sum, terms) = Objective.Of([new LogitRegression { Weight = 0 }, new CrossEntropy()], _ => input, default);
        sum.backward();
        Assert.True(double.IsNaN(terms[0].Value));
        Assert.Equal(new CrossEntropy().Value(input).item<float>(), sum.item<float>());
        Assert.All(z.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void AnEpochWithoutALossIsNeverTheBest()
    {
        var stop = new EarlyStop { Patience = 2 };
        EpochRecord[] epochs =
        [
            .. new[] { double.NaN, 1, 0.5, double.NaN, 0.4 }.Select(loss => new EpochRecord
            {
                Role = Role.Student,
                Seed = 1,
                Stage = "s",
                Epoch = 1,
                Loss = 0,
                Terms = new Dictionary<string, double>(),
                Rate = 0,
                Seconds = 0,
                ValidationLoss = loss,
            }),
        ];
        Assert.Equal([0, 1, 2, 2, 4], Enumerable.Range(1, 5).Select(n => stop.Best(epochs[..n])));
        Assert.False(stop.IsOver(epochs));
    }

    [Fact]
    public void WeightsThatAreNoNumbersAreNotSaved()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Nets.Of(new Flatten(), new Linear { Features = 10 }), new Seed(1));
        // The rate of the first epoch's last step is beyond float32: its loss is finite, the weights behind it are not.
        var plan = Plan(new Sgd { Momentum = 0 }, new Late { Rate = 1e39 }, batch: 10);
        var error = Assert.Throws<RunFailedException>(() =>
            new Trainer(network, Data(), plan, Watch(folder) with { CheckpointEvery = TimeSpan.Zero }).Run()
        );
        Assert.Contains("finite loss", error.Problem.Found, StringComparison.Ordinal);
        var saved = Safetensors.TryRead(folder.In("c"))!.Value.Values;
        Assert.All(
            saved.Where(v => v.Key.StartsWith(Checkpoint.Network, StringComparison.Ordinal)),
            v =>
                Assert.All(
                    System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(v.Value.Span).ToArray(),
                    x => Assert.True(float.IsFinite(x))
                )
        );
    }

    [Fact]
    public void ABatchOfOneBeforeABatchNormOfFeaturesIsRefused()
    {
        using var folder = new TemporaryFolder();
        var spec = Nets.Of(new Flatten(), new Linear { Features = 8 }, new BatchNorm(), new ReLU(), new Linear { Features = 10 });
        using var network = Network.Build(spec, new Seed(1));
        Assert.Empty(BatchRules.Of(network.Layers, 2, "batch"));
        Assert.Empty(BatchRules.Of(Placement.Of(Nets.Of(new Conv { Channels = 2 }, new BatchNorm())), 1, "batch"));
        Assert.Contains(
            "batch-norm1",
            Assert
                .Throws<InputException>(() => new Trainer(network, Data(), Plan(new Sgd(), new Constant(), batch: 1), Watch(folder)).Run())
                .Message,
            StringComparison.Ordinal
        );
        network.Train();
        using var scope = NewDisposeScope();
        Assert.Throws<InputException>(() => network.Logits(zeros(1, 2, 9, 9)));
        network.Eval();
        Assert.Equal(10, network.Logits(zeros(1, 2, 9, 9)).numel());
    }

    /// <summary>Values behind the two gigabytes that one array holds; what lies between is a hole that takes no disk.</summary>
    [Fact]
    public void ACheckpointBeyondTwoGigabytesIsRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 1.5f, -2, 3 });
        Safetensors.Write(folder.In("c"), [("far", values)], new Dictionary<string, string> { ["identity"] = "x" });
        Move(folder.In("c"), 3L << 30);
        var read = Safetensors.TryRead(folder.In("c"))!.Value;
        Assert.Equal("x", read.Metadata["identity"]);
        Assert.Equal([1.5f, -2, 3], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(read.Values["far"].Span).ToArray());
    }

    private static void Move(string path, long to)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BitConverter.ToInt64(bytes);
        var header = System
            .Text.Encoding.UTF8.GetString(bytes, 8, length)
            .Replace("[0,12]", FormattableString.Invariant($"[{to},{to + 12}]"), StringComparison.Ordinal);
        header = Signed(header, bytes.AsSpan(8 + length));
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(System.Text.Encoding.UTF8.GetBytes(header));
        file.Position = 8 + header.Length + to;
        file.Write(bytes.AsSpan(8 + length));
    }

    /// <summary>The header with the hash that it and the values have.</summary>
    private static string Signed(string header, ReadOnlySpan<byte> values)
    {
        var zeros = System.Text.RegularExpressions.Regex.Replace(header, "[0-9a-f]{64}", new string('0', 64));
        using var hash = new ContentHash();
        return zeros.Replace(
            new string('0', 64),
            hash.Add(System.Text.Encoding.UTF8.GetBytes(zeros)).Add(values).Finish(),
            StringComparison.Ordinal
        );
    }

    private static TrainingData Data() => new() { Train = Nets.Images(50, 1), Validation = Nets.Images(0) };

    private static TrainingWatch Watch(TemporaryFolder folder) => new("t", folder.In("c"), TimeProvider.System);

    private static TrainingPlan Plan(Optimizer optimizer, Schedule schedule, int batch) =>
        new(
            Role.Student,
            7,
            batch,
            [
                new Stage
                {
                    Name = "s",
                    Epochs = 3,
                    Loss = [new CrossEntropy()],
                    Optimizer = optimizer,
                    Schedule = schedule,
                },
            ],
            "id"
        );

    /// <summary>A small rate, and one step beyond all bounds at an epoch's end.</summary>
    private sealed record Late : Schedule
    {
        public double Rate { get; init; }

        public override double At(ScheduleClock clock, double rate) => clock.Step == clock.StepsPerEpoch - 1 ? Rate : 1e-3;
    }
}
