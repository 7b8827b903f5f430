using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The training stack as a recipe names it: one run that uses all of it end to end, and what is refused.</summary>
public class TrainingStackTests
{
    private const string Student = """
        name: stack
        input:
          shape: [1, 28, 28]
          preprocessing: [ { global-contrast-normalization: { scale: 28 } }, { zca-whitening: { bias: 0.1 } } ]
        layers:
          - conv: { name: first, channels: 8, stride: 2, padding: 1, init: { lsuv: { tolerance: 0.05 } } }
          - batch-norm: { statistics: population }
          - leaky-relu: { slope: 0.1 }
          - conv: { name: second, channels: 16, stride: 2, padding: 1, init: { he: { fan: out } } }
          - group-norm: { groups: 4 }
          - gelu
          - global-average-pool
          - linear: { name: logits, features: 10, init: { orthogonal: { gain: 1.4 } } }
        """;

    private const string Recipe = """
        dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }
        teachers: [ { name: fashion-cnn-a } ]
        student: student.yaml
        seed: 3
        batch: 50
        stages:
          - name: warm
            epochs: 2
            loss: [ { cross-entropy: { smoothing: 0.1 } } ]
            optimizer: { nadam: { weight_decay: 1e-4, decay: decoupled, groups: [ { layers: "first*", rate: 0.5, weight_decay: 0 } ] } }
            schedule: { warm-up: { epochs: 0.5, then: { cosine-restarts: { cycle_epochs: 1 } } } }
            clip_norm: 5
            stop: { patience: 5, watch: accuracy }
          - name: distill
            epochs: 2
            loss:
              - soft-target:
                  { temperature: 3, weight: 4, weight_schedule: { polynomial: { end: 0.25 } },
                    temperature_schedule: { step: { every_epochs: 1, factor: 0.5 } } }
              - cross-entropy
            optimizer: { rmsprop-fitnets: { rate: 0.005 } }
            schedule: { reduce-on-plateau: { patience: 0 } }
            max_norm: [ { layers: "second*", norm: 1.9 } ]
            average: { swa: { start: 0.4 } }
        """;

    [Fact]
    public void AllOfItTrainsExportsAndIsReported()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var record = distiller.Run(
            Tiny.Measured(
                distiller.Check(Tiny.Write(folder, Recipe, Student), overrides: ["stages[1].stop={ patience: 5, restore_best: false }"])
            ),
            new RunOptions { Out = folder.In("run"), Threads = 1 }
        );
        Assert.Equal(8, record.Epochs.Count);
        Assert.All(record.Models, model => Assert.InRange(model.Quality.Value, 0.2, 1));
        Assert.Contains(record.Timings, timing => timing.Task == "fit preprocessing");
        Assert.True(File.Exists(folder.In("run", "student.onnx")));
        // Epochs are counted within the stage.
        foreach (var stage in new[] { "warm", "distill" })
        {
            var own = record.Epochs.Where(epoch => epoch.Role == Role.Student && epoch.Stage == stage).ToList();
            var kept = stage == "warm" ? own.IndexOf(own.MaxBy(epoch => epoch.ValidationAccuracy)!) + 1 : own.Count;
            Assert.Contains(
                $"Early stopping of the student in stage {stage}, of 2 epochs: ended after epoch {own.Count} with the weights of "
                    + $"epoch {kept}.",
                record.Notes
            );
        }
    }

    /// <summary>A reader of a mean over seeds sees where each of them ended, and what it was measured with.</summary>
    [Theory]
    [InlineData("stop: { patience: 1 }", true)]
    [InlineData("stop: { patience: 1, restore_best: false }", false)]
    public void EachSeedSaysWhereItEnded(string stop, bool isRestored)
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var text = Tiny
            .Recipe.Replace("seed: 3", "seed: 3\nrepeats: 2\nbaseline: false", StringComparison.Ordinal)
            .Replace("sgd: { nesterov: true }", "sgd: { rate: 2 }", StringComparison.Ordinal)
            .Replace("schedule: { warmup-cosine: { peak: 0.1 } }", stop, StringComparison.Ordinal)
            .Replace("epochs: 3", "epochs: 9", StringComparison.Ordinal);
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder, text)));
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 1 });
        string Ended(long seed)
        {
            var epochs = record.Epochs.Where(epoch => epoch.Seed == seed).ToList();
            var kept = isRestored ? epochs.MinBy(epoch => epoch.ValidationLoss)! : epochs[^1];
            return $"seed {seed} ended after epoch {epochs.Count} with the weights of epoch {kept.Epoch}";
        }
        Assert.Contains($"Early stopping of the student, of 9 epochs: {Ended(3)}; {Ended(4)}.", record.Notes);
        Assert.Contains(record.Epochs.GroupBy(epoch => epoch.Seed), own => own.Count() < 9);
    }

    [Theory]
    [InlineData("mixup")]
    [InlineData("{ cutmix: { alpha: 0.5 } }")]
    public void TeachersAnswerTheMixedImagesThemselves(string mixing)
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(
            distiller.Check(
                Tiny.Write(
                    folder,
                    Tiny.Recipe.Replace("{ pad-and-crop: { pad: 2 } }", $"horizontal-flip, {mixing}", StringComparison.Ordinal)
                )
            )
        );
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 1 });
        Assert.InRange(record.Models[^1].Quality.Value, 0.2, 1);

        // What is stored for a view is the teacher's answer to exactly the pixels that the student is shown.
        var (train, image) = (recipe.Dataset.Train, new byte[784]);
        using var store = DeepOptDistill.Data.Targets.TargetStore.Open(
            folder.In("targets"),
            recipe.StoreKey(recipe.Teachers[0]),
            train.Count,
            recipe.Views,
            10
        );
        using var teacher = DeepOptDistill.Teachers.Teacher.Open(recipe.Teachers[0].Spec, recipe.Teachers[0].Folder, train.Shape, 10, 1);
        var answer = new float[10];
        for (var sample = 0; sample < 20; sample++)
        {
            DeepOptDistill.Data.Augmentations.Views.Render(train, sample, 1, recipe.ViewSeed, recipe.Recipe.Augmentations, image);
            teacher.Answer(image, 1, answer);
            for (var k = 0; k < 10; k++)
                Assert.Equal(answer[k], store.Row(1, sample)[k], 1e-3f * Math.Max(1, Math.Abs(answer[k])));
        }
    }

    [Fact]
    public void SnapshotsOfACyclicScheduleAreTeachersOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Recipe.Replace(
            "schedule: { warmup-cosine: { peak: 0.1 } }",
            "schedule: { cosine-restarts: { cycle_epochs: 1, multiply: 2 } }\n    snapshots: true",
            StringComparison.Ordinal
        );
        distiller.Run(Tiny.Measured(distiller.Check(Tiny.Write(folder, recipe))), new RunOptions { Out = folder.In("run"), Threads = 1 });
        Assert.Equal(
            ["baseline-3-epoch-1.onnx", "baseline-3-epoch-3.onnx", "student-3-epoch-1.onnx", "student-3-epoch-3.onnx"],
            Directory.GetFiles(folder.In("run", "snapshots")).Select(Path.GetFileName).Order()
        );
        // The last cycle ends with the training.
        Assert.Equal(
            File.ReadAllBytes(folder.In("run", "student.onnx")),
            File.ReadAllBytes(folder.In("run", "snapshots", "student-3-epoch-3.onnx"))
        );
        var ensemble = Tiny.Recipe.Replace(
            "{ name: fashion-cnn-a }, { name: fashion-residual-b }",
            "{ path: run/snapshots/student-3-epoch-1.onnx }, { path: run/snapshots/student-3-epoch-3.onnx }",
            StringComparison.Ordinal
        );
        Assert.Equal(2, distiller.Check(Tiny.Write(folder, ensemble)).Teachers.Count);
        Refused(Tiny.Recipe + "\n    snapshots: true\n", Tiny.Student, "without cycles");
    }

    [Fact]
    public void OnlyTheLastAugmentationMayMix()
    {
        using var folder = new TemporaryFolder();
        var problem = Assert.Single(
            Assert
                .Throws<InputException>(() =>
                    new Distiller(Tiny.Place(folder)).Check(
                        Tiny.Write(
                            folder,
                            Tiny.Recipe.Replace("{ pad-and-crop: { pad: 2 } }", "mixup, horizontal-flip", StringComparison.Ordinal)
                        )
                    )
                )
                .Problems
        );
        Assert.Contains("mixup", problem.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop: { patience: 5, watch: accuracy }", "stop: { patience: 5 }\n    average: ema", "an average of the weights")]
    [InlineData("validation: 200", "validation: 0", "without a validation split")]
    [InlineData("{ step: { every_epochs: 1, factor: 0.5 } }", "reduce-on-plateau", "waits for the losses")]
    [InlineData("smoothing: 0.1", "smoothing: 1", "smoothing")]
    [InlineData("layers: \"first*\"", "layers: \"frist*\"", "frist")]
    [InlineData("nadam: {", "nadam: { beta2: 1,", "beta2")]
    [InlineData("nadam: {", "nadam: { rate: -1,", "rate")]
    [InlineData("cycle_epochs: 1", "cycle_epochs: 0", "cycle_epochs")]
    public void WhatCannotBeIsRefusedBeforeWork(string good, string bad, string found) =>
        Refused(Recipe.Replace(good, bad, StringComparison.Ordinal), Student, found);

    [Theory]
    [InlineData("groups: 4", "groups: 5", "5 groups")]
    [InlineData("- gelu", "- gellu", "gellu")]
    [InlineData(
        "{ global-contrast-normalization: { scale: 28 } }, { zca-whitening: { bias: 0.1 } }",
        "{ pca-whitening: { components: 900 } }",
        "900 components"
    )]
    [InlineData("tolerance: 0.05", "tolerance: 0", "tolerance")]
    public void AnImpossibleNetworkIsRefusedBeforeWork(string good, string bad, string found) =>
        Refused(Recipe, Student.Replace(good, bad, StringComparison.Ordinal), found);

    [Fact]
    public void WhiteningAConstantPixelIsRefusedBeforeTheTeachersAreAsked()
    {
        // Corners of Fashion-MNIST are the same in a thousand images.
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(
            distiller.Check(Tiny.Write(folder, Recipe, Student.Replace("bias: 0.1", "bias: 0", StringComparison.Ordinal)))
        );
        var problem = Assert.Single(
            Assert.Throws<InputException>(() => distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 1 })).Problems
        );
        Assert.Contains("without variance", problem.Found, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("targets")));
    }

    private static void Refused(string recipe, string student, string found)
    {
        using var folder = new TemporaryFolder();
        var problems = Assert
            .Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe, student)))
            .Problems;
        Assert.Contains(
            problems,
            problem => $"{problem.Where} {problem.Found} {problem.Expected}".Contains(found, StringComparison.Ordinal)
        );
    }
}
