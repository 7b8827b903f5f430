using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Search;
using DeepOptDistill.Training.Averaging;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// What is judged is what is exported: the trial of a search, the run of that recipe, and the file that it wrote are one network.
/// </summary>
public sealed class JudgedNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("stages[0].average={ ema: { decay: 0.98 } }")]
    [InlineData("stages[0].average={ swa: { start: 0.3 } }")]
    [InlineData("stages[0].stop={ patience: 1 }")]
    [InlineData("transfer={ without: [Bag], correct_bias: true }")]
    public void ATrialIsJudgedByTheNetworkThatItWouldExport(string setting)
    {
        string[] settings = ["stages[0].epochs=4", "stages[0].schedule.peak=1.2", "dataset.fashion-mnist-small.limit=300", setting];
        var recipe = new RecipeReader(Tiny.Place(folder)).Read(Tiny.Write(folder), Purpose.Distill, settings);
        var run = new Distiller(Tiny.Place(folder)).Run(Tiny.Measured(recipe), new RunOptions { Out = folder.In("run"), Threads = 1 });
        var exported = Evaluator.Of(folder.In("run", "student.onnx"), recipe.Dataset.Validation, Tiny.Place(folder), 1);
        Assert.Equal(exported.Accuracy, run.Models[^1].Seeds[0].ValidationAccuracy);
        var trial = Search(settings, "stages[0].schedule.peak=0.9").Trials.Single(trial => trial is { Settings.Count: 0, Seed: 3 });
        Assert.Equal(exported.Accuracy, trial.Accuracy);
        Assert.Equal(exported.NegativeLogLikelihood!.Value, trial.Loss!.Value, 1e-5);
    }

    [Fact]
    public void ASearchOverAveragesSeesThem()
    {
        var record = Search(
            ["stages[0].epochs=4", "stages[0].schedule.peak=1.2", "dataset.fashion-mnist-small.limit=300"],
            "stages[0].average={ ema: { decay: 0.98 } },{ swa: { start: 0.3 } }"
        );
        Assert.Equal(3, record.Trials.Where(trial => trial.Seed == 3).Select(trial => trial.Loss).Distinct().Count());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(0.2)]
    public void ABaselineDoesWhatItsStudentDoesAtEachStep(double transfer)
    {
        var recipe = new RecipeReader(Tiny.Place(folder)).Read(Tiny.Write(folder), Purpose.Distill);
        var images = (int)(recipe.Dataset.Train.Count * transfer);
        var more = recipe.Dataset.Train.Select("transfer", [.. Enumerable.Range(0, images).Select(i => i % recipe.Dataset.Train.Count)]);
        var stages = recipe.Recipe.Stages.Select(stage =>
            stage with
            {
                Epochs = 100,
                Schedule = new MultiStep { AfterEpochs = [50, 75] },
                Loss = [new SoftTarget(), new CrossEntropy { Smoothing = 0.1, Weight = 0.3 }],
            }
        );
        recipe = recipe with { Transfer = more, Recipe = recipe.Recipe with { Stages = [.. stages] } };
        var (student, baseline) = (recipe.StagesOf(Role.Student)[0], recipe.StagesOf(Role.Baseline)[0]);
        var (own, others) = (student.Start(images / 50), baseline.Start(recipe.Dataset.Train.Count / 50));
        Assert.Equal(own.Steps, others.Steps);
        for (var step = 0L; step < own.Steps; step++)
            Assert.Equal(student.Schedule.At(own with { Step = step }, 1), baseline.Schedule.At(others with { Step = step }, 1));
        var hard = Assert.IsType<CrossEntropy>(Assert.Single(baseline.Loss));
        Assert.Equal((0.1, 1), (hard.Smoothing, hard.Weight));
    }

    [Fact]
    public void AShortRungDropsItsRateAfterTheSameShare()
    {
        var recipe = new RecipeReader(Tiny.Place(folder)).Read(
            Tiny.Write(folder),
            Purpose.Distill,
            ["stages[0].epochs=90", "stages[0].schedule={ multi-step: { after_epochs: [45, 60] } }"]
        );
        var (whole, third) = (recipe.Recipe.Stages[0], new Candidate([], recipe).Stages(1 / 3.0)[0]);
        Assert.Equal(30, third.Epochs);
        var (own, others) = (whole.Start(20), third.Start(20));
        for (var step = 0L; step < others.Steps; step++)
            Assert.Equal(whole.Schedule.At(own with { Step = 3 * step }, 1), third.Schedule.At(others with { Step = step }, 1));
    }

    private SearchRecord Search(string[] always, string setting)
    {
        var (place, path) = (Tiny.Place(folder), Tiny.Write(folder));
        return new RecipeSearch(
            place,
            new RunOptions { Out = folder.In("search"), Threads = 1 },
            new SearchOptions { Finalists = 3, Seeds = 2 }
        ).Run(
            new SearchSpace([SearchAxis.Parse(setting)], null),
            more => new RecipeReader(place).Read(path, Purpose.Distill, [.. always, .. more])
        );
    }
}
