using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// A recipe has one student, byte for byte, whatever was trained before it or is trained beside it. This one has dropout and weights that
/// are scaled layer by layer.
/// </summary>
public sealed class OneStudentTests : IDisposable
{
    private const string Student = """
        name: tiny
        input: { shape: [1, 28, 28], mean: [0.2860], deviation: [0.3530] }
        layers:
          - conv: { channels: 8, stride: 2, padding: 1, init: lsuv }
          - relu
          - dropout: { probability: 0.2 }
          - conv: { channels: 16, stride: 2, padding: 1, init: lsuv }
          - relu
          - global-average-pool
          - dropout: { probability: 0.3 }
          - linear: { features: 10, init: lsuv }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WithAndWithoutABaselineBeforeIt() => Assert.Equal(Run("with", "baseline=true"), Run("without", "baseline=false"));

    [Fact]
    public void AfterAnotherRun()
    {
        var first = Run("first", "baseline=false");
        Run("other", "seed=8");
        Assert.Equal(first, Run("again", "baseline=false"));
    }

    [Fact]
    public void BesideOthers()
    {
        string[] settings = ["seed=3", "seed=4", "seed=3"];
        var alone = settings.Select((setting, i) => Run($"alone-{i}", setting)).ToArray();
        var beside = new byte[settings.Length][];
        Parallel.For(
            0,
            settings.Length,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Length },
            i => beside[i] = Run($"beside-{i}", settings[i])
        );
        Assert.Equal(alone[0], alone[2]);
        Assert.NotEqual(alone[0], alone[1]);
        for (var i = 0; i < settings.Length; i++)
            Assert.Equal(alone[i], beside[i]);
    }

    private byte[] Run(string name, string setting)
    {
        // A recipe file of its own for each, as runs may be beside each other.
        Directory.CreateDirectory(folder.In($"recipe-{name}"));
        File.WriteAllText(folder.In($"recipe-{name}", "student.yaml"), Student);
        File.WriteAllText(folder.In($"recipe-{name}", "recipe.yaml"), Tiny.Recipe);
        var place = Tiny.Place(folder) with { Targets = folder.In($"targets-{name}") };
        var distiller = new Distiller(place);
        var recipe = distiller.Check(
            folder.In($"recipe-{name}", "recipe.yaml"),
            overrides:
            [
                "stages[0].epochs=2",
                "dataset.fashion-mnist-small.limit=300",
                "views=1",
                "augmentations=[]",
                "teachers=[{name: fashion-cnn-a}]",
                setting,
            ]
        );
        distiller.Run(Tiny.Measured(recipe), new RunOptions { Out = folder.In(name), Threads = 1 });
        return File.ReadAllBytes(folder.In(name, "student.onnx"));
    }
}
