using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Distillation;
using DeepOptDistill.EngineTests.Students;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Stages that visit every class as often as every other.</summary>
public class BalancedSamplingTests
{
    private static readonly StudentSpec Net = Nets.Of(new Flatten(), new Linear { Features = 10 });

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void ResumedIsUninterruptedBitForBit(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        var whole = Run(folder.In("whole"), Sampling.Balanced);
        Assert.Throws<OperationCanceledException>(() => Run(folder.In("parts"), Sampling.Balanced, stopAfter));
        Assert.Equal(whole, Run(folder.In("parts"), Sampling.Balanced));
        Assert.NotEqual(whole, Run(folder.In("shuffled"), Sampling.Shuffled));
    }

    [Fact]
    public void ABaselineVisitsTheSame()
    {
        using var folder = new TemporaryFolder();
        var recipe = new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: ["stages[0].sampling=balanced"]);
        Assert.Equal(Sampling.Balanced, Assert.Single(recipe.StagesOf(Role.Baseline)).Sampling);
        Assert.Contains(
            "as many samples of each class",
            string.Join(' ', RunPlan.Of(recipe).Lines.Select(line => line.Value)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void BesideABalancedLossItIsRefused()
    {
        using var folder = new TemporaryFolder();
        string[] twice = ["stages[0].sampling=balanced", "stages[0].loss=[ { soft-target: {} }, { cross-entropy: { balanced: true } } ]"];
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: twice));
        Assert.Contains("correct for the sizes of classes twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItIsRefusedWithoutClasses()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("rows.csv"), "a,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i * 2}\n")));
        var path = Tiny.Write(
            folder,
            """
            dataset: { table: { train: rows.csv, values: [y] } }
            student: student.yaml
            stages: [ { name: s, epochs: 1, sampling: balanced, loss: [ squared-error: {} ] } ]
            """,
            "name: m\ninput: { shape: [1] }\nlayers: [ linear: { features: 1 } ]"
        );
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(path, Purpose.Train));
        Assert.Contains(
            "'balanced' for values; expected a data set of classes. Leave 'sampling' out.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static byte[] Run(string path, Sampling sampling, int? stopAfter = null)
    {
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var watched = new Watched(() =>
        {
            if (++steps == stopAfter)
                cancel.Cancel();
        });
        using var network = Network.Build(Net, new Seed(7));
        var data = new TrainingData
        {
            Train = Nets.Images(70, 1),
            Validation = Nets.Images(20, 2),
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
                    Epochs = 3,
                    Loss = [new CrossEntropy()],
                    Sampling = sampling,
                },
            ],
            "identity"
        );
        new Trainer(network, data, plan, new TrainingWatch("t", path, TimeProvider.System) { Progress = watched }).Run(cancel.Token);
        return OnnxExport.Of(network).Model.ToBytes();
    }

    private sealed class Watched(Action seen) : IProgress<Progress>
    {
        public void Report(Progress value) => seen();
    }
}
