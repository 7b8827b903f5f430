using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Bad input gets a clear answer before any work, and leaves nothing behind.</summary>
public class BadInputTests
{
    private const string Teachers = "[ { name: fashion-cnn-a }, { name: fashion-residual-b } ]";

    /// <summary>Old text in the recipe, new text, and what the message must name.</summary>
    public static TheoryData<string, string, string> Recipes =>
        new()
        {
            { "student: student.yaml", "student: studend.yaml", "recipe.yaml:4:10: found student 'studend.yaml'" },
            { "student: student.yaml", "", "student" },
            { "soft-target", "soft-targt", "Did you mean 'soft-target'?" },
            { "temperature: 4", "temperatur: 4", "Did you mean 'temperature'?" },
            { "temperature: 4", "temperature: 0", "recipe.yaml:12:43: found temperature 0; expected a number > 0" },
            { "temperature: 4", "temperature: warm", "'warm'" },
            { "soft-target: { temperature: 4", "dkd: { beta: -8", "beta -8" },
            { "temperature: 4", "temperature: .nan", "found temperature .nan" },
            { "weight: 0.9", "weight: -1", "-1" },
            { "epochs: 3", "epochs: 0", "epochs" },
            { "epochs: 3", "epochs: 2.5", "2.5" },
            { "batch: 50", "batch: 5000", "a batch of 5000" },
            { "views: 2", "views: 0", "views" },
            { "augmentations: [ { pad-and-crop: { pad: 2 } } ]", "", "2 views without augmentations" },
            { "seed: 3", "seed: -3", "-3" },
            { "seed: 3", "seed: 3\nseed: 4", "seed" },
            { "seed: 3", "sede: 3", "Did you mean 'seed'?" },
            { "stages:", "stages: [", "recipe.yaml:" },
            { "{ sgd: { nesterov: true } }", "{ sgdd: {} }", "Did you mean 'sgd'?" },
            { "{ sgd: { nesterov: true } }", "{ sgd: { momentum: 1 } }", "momentum" },
            { "{ sgd: { nesterov: true } }", "{ adam: { beta2: 1.5 } }", "1.5" },
            { "{ sgd: { nesterov: true } }", "{ sgd: { nesterov: true, dampening: 0.5 } }", "dampening 0.5" },
            { "{ sgd: { nesterov: true } }", "{ sgd: { rate: -0.1 } }", "rate -0.1" },
            { "{ sgd: { nesterov: true } }", "{ rmsprop: { epsilon: 0 } }", "epsilon 0" },
            { "{ sgd: { nesterov: true } }", "{ nadam: { beta1: 1 } }", "beta1 1" },
            { "{ sgd: { nesterov: true } }", "{ adadelta: { rho: 1 } }", "rho 1" },
            { "{ sgd: { nesterov: true } }", "{ adamw: { decay: coupled } }", "expected decoupled" },
            { "{ sgd: { nesterov: true } }", "{ saddle-free-newton: { damping: 0 } }", "damping 0" },
            { "{ sgd: { nesterov: true } }", "{ sgd: { groups: [ { layers: 'conw1', rate: 0 } ] } }", "The nearest are 'conv1'" },
            { "{ sgd: { nesterov: true } }", "{ sgd: { groups: [ { layers: 'conv*', rate: -1 } ] } }", "rate -1" },
            { "{ sgd: { nesterov: true } }", "{ sgd: {} }\n    clip_norm: 0", "clip_norm 0" },
            { "{ sgd: { nesterov: true } }", "{ sgd: {} }\n    max_norm: [ { layers: 'liner1', norm: 2 } ]", "'linear1'" },
            { "{ sgd: { nesterov: true } }", "{ sgd: {} }\n    average: { swa: { start: 1 } }", "start 1" },
            { "{ sgd: { nesterov: true } }", "{ sgd: {} }\n    average: { ema: { decay: 1 } }", "decay 1" },
            { "warmup-cosine: { peak: 0.1 }", "step: {}", "every_epochs" },
            { "fashion-mnist-small: { validation: 200, split: tail, limit: 1000 }", "fashion-mnist", "dataset-fashion-mnist" },
            { "fashion-mnist-small: { validation: 200, split: tail, limit: 1000 }", "fashion-minst", "Did you mean 'fashion-mnist'?" },
            { "validation: 200", "validation: 12000", "12000" },
            { Teachers, "[]", "no teachers" },
            { Teachers, "[ { name: fashion-cnn-x } ]", "Did you mean 'fashion-cnn-a'?" },
            { Teachers, "[ { name: fashion-cnn-a, path: here } ]", "both 'name' and 'path'" },
            { Teachers, "[ { name: student.yaml } ]", "write path: student.yaml" },
            {
                Teachers,
                "[ { name: fashion-cnn-a, output: { classes: [0, 1, 2, 3, 4, 5, 6, 7, 1] } } ]",
                "as many as 'output.classes' names"
            },
            { "student: student.yaml", "student: { path: student.yaml, onnx: a.onnx }", "both 'path' and 'onnx'" },
            { "student: student.yaml", "student: { path: student.yaml, freeze: [a] }", "'freeze' of a student that is written as layers" },
            { "student: student.yaml", "student: { onnx: nowhere.onnx }", "no file" },
            { "student: student.yaml", "student: { onnx: text.onnx }", "text.onnx" },
            {
                "student: student.yaml",
                "student: { onnx: fashion-cnn-a, freeze: [blokc1] }",
                "'blokc1', which names no numbers that are learned"
            },
            { "student: student.yaml", "student: { onnx: fashion-cnn-a, head: { classes: 7 } }", "Say head: { classes: 10 }." },
            { "student: student.yaml", "student: { onnx: letters-forest }", "letters-forest" },
            { Teachers, "[ { path: nowhere.onnx } ]", "no file" },
            { Teachers, "[ { path: text.onnx } ]", "text.onnx" },
            { Teachers, "[ { path: truncated.onnx } ]", "truncated.onnx" },
            { Teachers, "[ { path: seven-classes.onnx } ]", "7" },
            { Teachers, "[ { path: nan.onnx } ]", "NaN" },
            { Teachers, "[ { path: two-channels.onnx } ]", "N×2×28×28" },
            { "weight: 0.1", "weight: 0.1 } }, { cross-entropy: { weight: 1", "each kind once" },
        };

    public static TheoryData<string, string, string> Students =>
        new()
        {
            { "features: 10", "features: 9", "an output of 9" },
            { "shape: [1, 28, 28]", "shape: [1, 32, 32]", "input shape 1×32×32" },
            { "shape: [1, 28, 28]", "shape: [28, 28]", "shape" },
            { "  - global-average-pool\n", "", "an input of 16×7×7 maps" },
            { "stride: 2", "stride: 0", "stride" },
            {
                "  - batch-norm\n  - relu\n  - global",
                "  - batch-norm: { frozen: true, statistics: population }\n  - relu\n  - global",
                "frozen"
            },
            { "relu", "rellu", "Did you mean 'relu'?" },
            { "name: tiny", "nam: tiny", "Did you mean 'name'?" },
        };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void ARecipeIsRefused(string old, string replacement, string named) =>
        Refused(Replace(Tiny.Recipe, old, replacement), Tiny.Student, named);

    [Theory]
    [MemberData(nameof(Students))]
    public void AStudentIsRefused(string old, string replacement, string named) =>
        Refused(Tiny.Recipe, Replace(Tiny.Student, old, replacement), named);

    [Fact]
    public void ABatchOfOneBeforeABatchNormOfFeaturesIsRefused() =>
        Refused(
            Replace(Tiny.Recipe, "batch: 50", "batch: 1"),
            Replace(Tiny.Student, "  - linear", "  - batch-norm\n  - linear"),
            "recipe.yaml:6:8: found a batch of 1 before 'batch-norm3', which normalizes by the batch; expected 2 samples or more"
        );

    [Fact]
    public void AllProblemsAreToldAtOnce()
    {
        using var folder = new TemporaryFolder();
        var recipe = Replace(Replace(Tiny.Recipe, "soft-target", "soft-targt"), "seed: 3", "sede: 3");
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe)));
        Assert.True(error.Problems.Count >= 2);
    }

    /// <summary>A validation split that cannot be hides nothing of what is wrong beside it.</summary>
    [Fact]
    public void ProblemsBesideAWrongValidationAreToldWithIt()
    {
        using var folder = new TemporaryFolder();
        var recipe = Replace(Tiny.Recipe, "batch: 50", "batch: 5000");
        string[] overrides = ["dataset.fashion-mnist-small.validation=20000"];
        var error = Assert.Throws<InputException>(() =>
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe), overrides: overrides)
        );
        Assert.Contains(error.Problems, problem => problem.Where.EndsWith("validation", StringComparison.Ordinal));
        Assert.Contains(error.Problems, problem => problem.Found.StartsWith("a batch of 5", StringComparison.Ordinal));
    }

    /// <summary>A number that cannot be hides nothing of what is wrong beside it.</summary>
    [Fact]
    public void ProblemsBesideAWrongNumberAreToldWithIt()
    {
        using var folder = new TemporaryFolder();
        const string Hint = "  - { name: hint, epochs: 1, loss: [ { hint-mean: { teacher: fashion-cnn-a/nowhere, student: relu1 } } ] }\n";
        var recipe = Replace(Replace(Tiny.Recipe, "batch: 50", "batch: 5000"), "stages:\n", $"stages:\n{Hint}");
        var error = Assert.Throws<InputException>(() =>
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe), overrides: ["stages[0].clip_norm=-1"])
        );
        string[] found = ["clip_norm", "a batch of 5", "nowhere"];
        Assert.All(found, one => Assert.Contains(error.Problems, problem => problem.Found.Contains(one, StringComparison.Ordinal)));
    }

    /// <summary>The plan of a recipe without teachers shows the losses that 'train' takes, not those that it cannot.</summary>
    [Fact]
    public void APlanShowsTheLossesThatAreTrained()
    {
        using var folder = new TemporaryFolder();
        var recipe = new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), Purpose.Train);
        var stages = RunPlan.Of(recipe).Lines.Where(line => line.Name.StartsWith("stage", StringComparison.Ordinal)).ToList();
        Assert.All(stages, line => Assert.DoesNotContain("soft-target", line.Value, StringComparison.Ordinal));
        Assert.Contains(stages, line => line.Value.Contains("cross-entropy", StringComparison.Ordinal));
    }

    /// <summary>A test set that is the training set is warned of before work, and the record knows how much of it is.</summary>
    [Fact]
    public void ATestSetThatIsLearnedFromIsWarnedOf()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.In("t.csv"),
            "a,b,kind\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i * 7 % 11},{"xy"[i % 2]}\n"))
        );
        List<string> heard = [];
        var data = $"dataset: {{ table: {{ train: '{folder.In("t.csv")}', test: '{folder.In("t.csv")}', label: kind, validation: 0 }} }}";
        const string Net = "name: n\ninput: { shape: [2] }\nlayers: [ { linear: { features: 2 } } ]";
        var place = Tiny.Place(folder);
        var recipe = new Distiller(place).Check(
            Tiny.Write(
                folder,
                $"{data}\nstudent: student.yaml\nbatch: 50\nstages: [ {{ name: s, epochs: 1, loss: [ cross-entropy ] }} ]\n",
                Net
            ),
            Purpose.Train,
            warn: heard.Add
        );
        Assert.Contains("Warning: 200 of 200 test rows are training rows too: the results are better than on new ones.", heard);
        var record = new Distiller(place).Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 1 });
        Assert.Equal(200, record.Dataset.TestCopies);
    }

    [Fact]
    public void AnOverrideOfNothingIsRefused()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() =>
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: ["stages[0].epoch=3"])
        );
        Assert.Contains("--set stages[0].epoch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileInTheWayOfTheRunIsRefused()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        File.WriteAllText(folder.In("run"), "a file");
        Assert.Throws<InputException>(() =>
            distiller.Run(distiller.Check(Tiny.Write(folder), Purpose.Train), new RunOptions { Out = folder.In("run") })
        );
    }

    [Fact]
    public void TwoRunsInOneFolderAreRefused()
    {
        using var folder = new TemporaryFolder();
        using var first = RunFolder.Open(folder.In("run"), new string('a', 64));
        Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), new string('a', 64)));
    }

    [Fact]
    public void ALossThatIsNotFiniteFailsTheRunAndLeavesNoStudent()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var student = Replace(Tiny.Student, "  - batch-norm\n", "");
        var recipe = distiller.Check(Tiny.Write(folder, student: student), Purpose.Train, ["stages[0].schedule.warmup-cosine.peak=1e12"]);
        Assert.Throws<RunFailedException>(() => distiller.Run(recipe, new RunOptions { Out = folder.In("run") }));
        Assert.False(File.Exists(folder.In("run", "student.onnx")));
        Assert.False(File.Exists(folder.In("run", "record.json")));
    }

    private static void Refused(string recipe, string student, string named)
    {
        using var folder = new TemporaryFolder();
        WriteModels(folder);
        var path = Tiny.Write(folder, recipe, student);
        var before = Directory.GetFileSystemEntries(folder.Path).Order().ToList();
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(path));
        Assert.Contains(error.Problems, problem => problem.ToString().Contains(named, StringComparison.Ordinal));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path).Order().ToList());
    }

    /// <summary>Broken teachers beside the recipe.</summary>
    private static void WriteModels(TemporaryFolder folder)
    {
        var good = File.ReadAllBytes(Repository.In("teachers", "fashion-cnn-a", "model.onnx"));
        File.WriteAllText(folder.In("text.onnx"), "not a model");
        File.WriteAllBytes(folder.In("truncated.onnx"), good[..(good.Length / 2)]);
        Net(folder.In("seven-classes.onnx"), 1, 7, 1);
        Net(folder.In("nan.onnx"), 1, 10, float.NaN);
        Net(folder.In("two-channels.onnx"), 2, 10, 1);
    }

    private static void Net(string path, int channels, int classes, float weight)
    {
        var size = channels * 28 * 28;
        var graph = new GraphBuilder("net");
        graph.Input("image", null, channels, 28, 28);
        var flat = graph.Node("Flatten", "flat", ["image"], ("axis", 1L));
        var weights = graph.Constant("w", [.. Enumerable.Repeat(weight, size * classes)], classes, size);
        graph.Output(graph.Node("Gemm", "gemm", [flat, weights], ("transB", 1L)), "logits", null, classes);
        graph.Build().Write(path);
    }

    private static string Replace(string text, string old, string replacement)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, replacement, false, CultureInfo.InvariantCulture);
    }
}
