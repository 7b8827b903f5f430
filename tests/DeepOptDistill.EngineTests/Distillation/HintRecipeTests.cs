using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Recipes with hints, from ONNX teachers to the exported student.</summary>
public class HintRecipeTests
{
    private const string Recipe = """
        dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 1000 } }
        teachers: [ { name: fashion-cnn-a }, { name: fashion-residual-b } ]
        student: student.yaml
        seed: 3
        batch: 50
        augmentations: [ { pad-and-crop: { pad: 2 } } ]
        views: 2
        stages:
          - name: hint
            epochs: 3
            loss:
              - { hint-mean: { teacher: fashion-cnn-a/block2, student: relu1 } }
              - { hint-mean: { teacher: fashion-residual-b/block2, student: relu1, weight: 0.5 } }
            optimizer: { adam: { rate: 2e-3, groups: [ { layers: 'regressor*', rate: 2 } ] } }
          - name: distill
            epochs: 2
            loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]
            schedule: { warmup-cosine: { peak: 0.1 } }
        """;

    private const string Fewer = "dataset.fashion-mnist-small.limit=500";

    public static TheoryData<string, string, string> Wrong =>
        new()
        {
            { "fashion-cnn-a/block2", "fashion-cnn-a/blok2", "Did you mean 'block2'?" },
            { "fashion-cnn-a/block2", "fashion-cnn-x/block2", "Did you mean 'fashion-cnn-a'?" },
            { "fashion-cnn-a/block2", "block2", "Write 'fashion-cnn-a/block2'." },
            { "fashion-cnn-a/block2", "fashion-cnn", "Write 'fashion-cnn-a/TAP'" },
            { "teacher: fashion-cnn-a/block2, student: relu1", "teacher: fashion-cnn-a/block2, student: rellu1", "Did you mean 'relu1'?" },
            { "teacher: fashion-cnn-a/block2, student: relu1", "teacher: fashion-cnn-a/block2, student: linear1", "the student's last" },
            {
                "teacher: fashion-cnn-a/block2, student: relu1",
                "teacher: fashion-cnn-a/block2, student: block9",
                "found guided layer 'block9'"
            },
            { "a/block2, student: relu1 } }", "a/block2, student: relu1, regressor: none } }", "equal shapes without a regressor" },
            {
                "a/block2, student: relu1 } }",
                "a/block2, student: relu1, regressor: { conv: { kernel: 9 } } } }",
                "Take 'regressor: pointwise'"
            },
            {
                "{ hint-mean: { teacher: fashion-residual-b/block2, student: relu1, weight: 0.5 } }",
                "{ fsp: { teacher: fashion-cnn-a/block1, student: relu1, teacher_end: fashion-cnn-a/block2, student_end: relu2 } }",
                "channels"
            },
            {
                "{ hint-mean: { teacher: fashion-residual-b/block2, student: relu1, weight: 0.5 } }",
                "{ hint-mean: { teacher: fashion-cnn-a/block2, student: relu1 } }",
                "2 terms 'hint-mean fashion-cnn-a/block2 to relu1'"
            },
            { "layers: 'regressor*'", "layers: 'regresor9*'", "regressor1" },
            {
                "loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]",
                "loss: [ { hint: { teacher: fashion-cnn-a/block3, student: relu2 } } ]",
                "a last stage of hints alone"
            },
            { "seed: 3", "seed: 3\nfeatures: cache", "Did you mean 'cached'?" },
            { "epochs: 3\n", "epochs: 3\n    stop: { patience: 2, watch: accuracy }\n", "has no logits" },
        };

    /// <summary>A word of another tool in the place of the only loss is one problem: no hints are meant.</summary>
    [Fact]
    public void AnUnknownLossIsNoStageOfHints()
    {
        using var folder = new TemporaryFolder();
        const string Losses = "loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]";
        var path = Tiny.Write(folder, Recipe.Replace(Losses, "loss: [ mse ]", StringComparison.Ordinal));
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(path));
        var problem = Assert.Single(error.Problems);
        Assert.Contains("Did you mean 'logit-regression' (", problem.Remedy, StringComparison.Ordinal);
        Assert.Contains("or 'squared-error' (", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AWrongPairIsRefusedBeforeWork(string old, string replacement, string named)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(old, Recipe, StringComparison.Ordinal);
        var path = Tiny.Write(folder, Recipe.Replace(old, replacement, StringComparison.Ordinal));
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(path));
        Assert.Contains(
            error.Problems,
            problem =>
                problem.ToString().Contains(named, StringComparison.Ordinal)
                && problem.Where.Contains("recipe.yaml:", StringComparison.Ordinal)
        );
        Assert.False(Directory.Exists(folder.In("targets")));
    }

    /// <summary>Both learn from the same hints but for the rounding to float16, and both runs are repeatable.</summary>
    [Fact]
    public void LiveAndCachedHintsGiveTheSameStudent()
    {
        using var folder = new TemporaryFolder();
        var live = Run(folder, "live", "features=live");
        var cached = Run(folder, "cached", "features=cached");
        var again = Run(folder, "again", "features=cached");
        Assert.Equal(Hash(folder, "cached"), Hash(folder, "again"));
        Assert.NotEqual(Hash(folder, "cached"), Hash(folder, "live"));
        var (a, b) = (Hints(live), Hints(cached));
        Assert.Equal(Hints(cached).Select(e => e.Loss), Hints(again).Select(e => e.Loss));
        Assert.All(a.Zip(b), pair => Assert.Equal(1, pair.First.Loss / pair.Second.Loss, 2e-3));
        Assert.All(a.Zip(b), pair => Assert.Equal(1, pair.First.ValidationHint!.Value / pair.Second.ValidationHint!.Value, 2e-3));
        Assert.True(a[^1].Loss < a[0].Loss && a[^1].ValidationHint < a[0].ValidationHint);
        Assert.Equal(2, a[0].Terms.Count);
    }

    [Fact]
    public void TheBaselineGoesThroughTheSameStagesOnHardLabels()
    {
        using var folder = new TemporaryFolder();
        var recipe = Tiny.Measured(new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe)));
        Assert.All(recipe.StagesOf(Role.Baseline), stage => Assert.Equal("cross-entropy", Assert.Single(stage.Loss).Term));
        Assert.All(recipe.StagesOf(Role.Baseline), stage => Assert.Empty(stage.Optimizer.Groups));
        Assert.Equal(recipe.Recipe.Stages.Select(stage => stage.Epochs), recipe.StagesOf(Role.Baseline).Select(stage => stage.Epochs));
        Assert.Equal(["fashion-cnn-a/block2", "fashion-residual-b/block2"], recipe.Hints.Select(hint => hint.Feature.Tap));
    }

    [Fact]
    public void TheChoiceBetweenLiveAndCachedGoesBySizeAndReads()
    {
        using var folder = new TemporaryFolder();
        FeatureChoice Choice(long limit, params string[] overrides) =>
            FeatureChoice.Of(new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe), overrides: overrides), folder.Path, limit);
        var room = Choice(long.MaxValue, "stages[0].epochs=8");
        Assert.True(room.Cached);
        var counts = new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe)).Hints.Sum(hint => hint.Feature.Count);
        Assert.Equal(2L * ((1000 * 2) + 200) * counts, room.Bytes);
        Assert.False(Choice(room.Bytes - 1, "stages[0].epochs=8").Cached);
        Assert.False(Choice(long.MaxValue, "stages[0].epochs=3").Cached);
        Assert.False(Choice(long.MaxValue, "stages[0].epochs=8", "features=live").Cached);
        var error = Assert.Throws<InputException>(() => Choice(room.Bytes - 1, "features=cached"));
        Assert.Contains("--store-limit", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A fuller disk in the second go: the hints stay stored, and the student is the one of a run in one go.</summary>
    [Fact]
    public void ARunThatGoesOnKeepsItsHintsWhereTheyWere()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder, Recipe), overrides: ["stages[0].epochs=6", Fewer, "baseline=false"]));
        var whole = distiller.Run(recipe, new RunOptions { Out = folder.In("whole"), Threads = 1 });
        using var stop = new CancellationTokenSource();
        var first = new RunOptions
        {
            Out = folder.In("twice"),
            Threads = 1,
            Progress = new Stopping(stop),
        };
        Assert.Throws<OperationCanceledException>(() => distiller.Run(recipe, first, stop.Token));
        var warnings = new List<string>();
        var twice = distiller.Run(
            recipe,
            new RunOptions
            {
                Out = folder.In("twice"),
                Threads = 1,
                StoreLimit = 0,
                Warn = warnings.Add,
            }
        );
        Assert.Equal(Hash(folder, "whole"), Hash(folder, "twice"));
        Assert.Contains(whole.Notes, note => note.StartsWith("Hints were stored as float16", StringComparison.Ordinal));
        Assert.Contains(twice.Notes, note => note == "Hints were stored as float16 before the training: as when the run began.");
        Assert.Empty(warnings);
    }

    [Fact]
    public void ARunThatGoesOnWithOtherThreadsSaysSo()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["baseline=false"]));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            distiller.Run(
                recipe,
                new RunOptions
                {
                    Out = folder.In("run"),
                    Threads = 2,
                    Progress = new Stopping(stop),
                },
                stop.Token
            )
        );
        var warnings = new List<string>();
        var record = distiller.Run(
            recipe,
            new RunOptions
            {
                Out = folder.In("run"),
                Threads = 1,
                Warn = warnings.Add,
            }
        );
        Assert.Contains(record.Notes, note => note.StartsWith("The run began on 2 threads and went on with 1", StringComparison.Ordinal));
        Assert.Contains("2 threads", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            if (value.Task.StartsWith("train", StringComparison.Ordinal))
                stop.Cancel();
        }
    }

    private static RunRecord Run(TemporaryFolder folder, string name, string change)
    {
        var distiller = new Distiller(Tiny.Place(folder));
        return distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder, Recipe), overrides: [change, Fewer, "baseline=false"])),
            new RunOptions { Out = folder.In(name), Threads = 2 }
        );
    }

    private static string Hash(TemporaryFolder folder, string name) => ContentHash.OfFile(folder.In(name, "student.onnx"));

    private static List<EpochRecord> Hints(RunRecord record) => [.. record.Epochs.Where(e => e.Stage == "hint")];
}
