using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Search;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A test split of noise under wrong labels: nothing before the last measurement may be another for it.</summary>
public sealed class PoisonedTestSplitTests : IDisposable
{
    private const string Mean = "mix: mean-probabilities";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mix: stacking, calibrate: true", "dataset.fashion-mnist-small.validation=200")]
    [InlineData("mix: greedy", "stages[0].stop={ patience: 1 }")]
    [InlineData("mix: mean-logits, calibrate: true", "transfer={ without: [Bag], correct_bias: true }")]
    [InlineData("mix: confidence-weighted", "stages[0].average=ema")]
    [InlineData(Mean, "generations=2")]
    [InlineData(Mean, "stages[0].schedule={ reduce-on-plateau: { patience: 0 } }")]
    public void ARunLearnsNothingFromIt(string ensemble, string setting)
    {
        var recipe = Check(ensemble, setting);
        var (clean, poisoned) = (Run(recipe, "clean"), Run(Poisoned(recipe), "poisoned"));
        Assert.InRange(poisoned.Models[^1].Accuracy!.Value, 0, 0.3);
        Assert.NotEqual(clean.Models[^1].Accuracy, poisoned.Models[^1].Accuracy);
        foreach (var file in (string[])["student.onnx", "baseline.onnx"])
            Assert.Equal(File.ReadAllBytes(folder.In("clean", file)), File.ReadAllBytes(folder.In("poisoned", file)));
        Assert.Equal(Course(clean), Course(poisoned));
        Assert.Equal(Ensemble(clean), Ensemble(poisoned));
        Assert.Equal(clean.Cascade!.Chosen!.Threshold, poisoned.Cascade!.Chosen!.Threshold);
        Assert.Equal(clean.Models.SelectMany(Validated), poisoned.Models.SelectMany(Validated));
    }

    [Theory]
    [InlineData("stages[0].epochs=1")]
    [InlineData("stages[0].epochs=3", "stages[0].stop={ patience: 1 }")]
    public void ASearchLearnsNothingFromIt(params string[] settings)
    {
        var place = Tiny.Place(folder);
        var path = Tiny.Write(folder);
        string[] Searched(string name, Func<CheckedRecipe, CheckedRecipe> made)
        {
            var record = new RecipeSearch(
                place,
                new RunOptions
                {
                    Out = folder.In(name),
                    Jobs = 2,
                    Threads = 1,
                },
                new SearchOptions { Finalists = 1, Seeds = 2 }
            ).Run(
                new SearchSpace([SearchAxis.Parse("stages[0].schedule.peak=0.05,0.2")], null),
                more =>
                    made(
                        new RecipeReader(place).Read(
                            path,
                            Purpose.Distill,
                            ["dataset.fashion-mnist-small.limit=300", "ensemble.mix=stacking", .. settings, .. more]
                        )
                    )
            );
            return [record.Advice, .. record.Trials.Select(trial => $"{trial.Accuracy} {trial.Loss}")];
        }
        Assert.Equal(Searched("clean", recipe => recipe), Searched("poisoned", Poisoned));
    }

    [Fact]
    public void TheDoctorLearnsNothingFromIt()
    {
        var recipe = Check("mix: stacking", "seed=3");
        string[] Examined(CheckedRecipe of, string name)
        {
            var diagnosis = new EnsembleDoctor(Tiny.Place(folder), new RunOptions { Out = folder.In(name), Threads = 2 }).Examine(of);
            return
            [
                .. diagnosis.Rules.Select(rule => $"{rule.Rule} {rule.Fit} {string.Join(' ', rule.Weights)}"),
                .. diagnosis.Teachers.Select(teacher => $"{teacher.Fit} {teacher.Temperature}"),
            ];
        }
        Assert.Equal(Examined(recipe, "clean"), Examined(Poisoned(recipe), "poisoned"));
    }

    private CheckedRecipe Check(string ensemble, string setting) =>
        Tiny.Measured(
            new Distiller(Tiny.Place(folder)).Check(
                Tiny.Write(folder, Tiny.Recipe.Replace(Mean, ensemble, StringComparison.Ordinal)),
                overrides: ["stages[0].epochs=2", "dataset.fashion-mnist-small.limit=300", setting]
            )
        );

    private RunRecord Run(CheckedRecipe recipe, string name) =>
        new Distiller(Tiny.Place(folder)).Run(recipe, new RunOptions { Out = folder.In(name), Threads = 2 });

    private static CheckedRecipe Poisoned(CheckedRecipe recipe)
    {
        var test = recipe.Dataset.Test;
        var noise = new byte[test.Count * test.Shape.Size];
        var random = new RandomStream(11);
        for (var i = 0; i < noise.Length; i++)
            noise[i] = (byte)random.NextInt(256);
        var labels = test.Labels.Select(label => (label + 1) % test.Classes.Count).ToArray();
        return recipe with
        {
            Dataset = recipe.Dataset with
            {
                Test = new SampleSet(test.Name, test.Shape, new HeldBytes<byte>(noise, test.Shape.Bytes), labels, test.Classes),
            },
        };
    }

    private static IEnumerable<string> Course(RunRecord record) =>
        record.Epochs.Select(epoch =>
            $"{epoch.Role} {epoch.Kin} {epoch.Epoch} {epoch.Loss} {epoch.ValidationLoss} {epoch.ValidationAccuracy} {epoch.Rate}"
        );

    private static IEnumerable<string> Ensemble(RunRecord record) =>
        record.Notes.Where(note =>
            note.StartsWith("The ensemble", StringComparison.Ordinal) || note.Contains("bias", StringComparison.Ordinal)
        );

    private static IEnumerable<double?> Validated(ModelRecord model) => model.Seeds.Select(seed => seed.ValidationQuality);
}
