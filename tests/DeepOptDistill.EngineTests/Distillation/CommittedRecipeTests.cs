using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Whatever recipe is committed is run: one tiny epoch of it, on the embedded images.</summary>
public class CommittedRecipeTests
{
    public static IEnumerable<object[]> Recipes() => new[] { "students", "teachers" }
        .SelectMany(shelf => Directory.EnumerateFiles(Repository.In(shelf), "*.yaml", SearchOption.AllDirectories))
        .Where(file => File.ReadAllText(file).Contains("\nstages:", StringComparison.Ordinal))
        .Select(file => new object[] { Path.GetRelativePath(Repository.Root, file) });

    [Theory]
    [MemberData(nameof(Recipes))]
    public void RunsOneTinyEpoch(string recipe)
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var purpose = recipe.StartsWith("teachers", StringComparison.Ordinal) ? Purpose.Train : Purpose.Distill;
        var record = distiller.Run(
            distiller.Check(Repository.In(recipe), purpose, ["dataset={ fashion-mnist-small: { validation: 50, limit: 200 } }", "stages[0].epochs=1", "views=1", "repeats=1"]),
            new RunOptions { Out = folder.In("run") });
        Assert.Equal(Role.Student, record.Models[^1].Role);
        Assert.InRange(record.Models[^1].Seeds[0].ParityError, 0, 1e-4);
    }
}
