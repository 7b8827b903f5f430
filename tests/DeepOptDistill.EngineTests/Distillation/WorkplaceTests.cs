using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.EngineTests.Cli;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Where a recipe's runs and answers lie.</summary>
public sealed class WorkplaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheFolderIsTheNearestOneAboveTheRecipe()
    {
        Directory.CreateDirectory(folder.In("project", ".deepopt", "runs"));
        Directory.CreateDirectory(folder.In("project", "recipes", "deep"));
        File.WriteAllText(folder.In("project", "recipes", "deep", "kd.yaml"), "");
        var place = Workplace.Of(folder.In("project", "recipes", "deep", "kd.yaml"));
        Assert.Equal(folder.In("project", ".deepopt"), place.Home);
        Assert.Equal(folder.In("project", ".deepopt", "runs"), place.Runs);
        Assert.Equal(folder.In("project", ".deepopt", "targets"), place.Targets);
        Assert.Equal(folder.In("project", ".deepopt", "data"), place.Data.Path);
    }

    /// <summary>A recipe or student that is not there: the nearest of those beside it and of the bundled ones.</summary>
    [Fact]
    public void TheNearestFileIsNamed()
    {
        Directory.CreateDirectory(folder.In("mine"));
        File.WriteAllText(folder.In("mine", "studnt.yaml"), Tiny.Student);
        File.WriteAllText(folder.In("mine", "cats.yaml"), Tiny.Recipe);
        string Said(string recipe) => DeepOpt.Run(folder.Path, "check", recipe) is (2, _, var errors) ? errors.ReplaceLineEndings(" ") : "";
        Assert.Contains("Did you mean 'mine/cats.yaml'?", Said("mine/cat.yaml"), StringComparison.Ordinal);
        Assert.Contains("There are mine/cats.yaml, letters-mlp-22k/munge", Said("mine/whales-and-dolphins.yaml"), StringComparison.Ordinal);
        Assert.Contains(
            "found student 'student.yaml'; expected a student.yaml beside the recipe or a folder in students/. Did you mean "
                + "'studnt.yaml'?",
            Said("mine/cats.yaml"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void WhereRunsWereLookedForIsSaid()
    {
        Directory.CreateDirectory(folder.In("project", ".deepopt", "runs"));
        Directory.CreateDirectory(folder.In("elsewhere"));
        Directory.CreateDirectory(folder.In("project", "recipes"));
        File.WriteAllText(folder.In("project", "recipes", "student.yaml"), Tiny.Student);
        var recipe = folder.In("project", "recipes", "kd.yaml");
        File.WriteAllText(recipe, Tiny.Recipe.Replace("fashion-cnn-a", "assistant", StringComparison.Ordinal));
        var (code, _, errors) = DeepOpt.Run(folder.In("elsewhere"), "check", recipe);
        Assert.Equal(2, code);
        Assert.Contains(
            $"or a finished run in {folder.In("project", ".deepopt", "runs")}, where there is none",
            errors,
            StringComparison.Ordinal
        );
        var alone = new TeacherReader(Tiny.Place(folder));
        var problem = Assert.Throws<InputException>(() => alone.Find("assistant")).Problems[0];
        Assert.EndsWith($"or a finished run in {folder.In("runs")}, which is not there", problem.Expected, StringComparison.Ordinal);
    }
}
