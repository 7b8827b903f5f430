using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>The main job from ONNX teachers to a student and a report, on real images.</summary>
public class DistillerTests
{
    /// <summary>What an epoch leaves over where it is cut into batches is told before work.</summary>
    [Theory]
    [InlineData(50, "")]
    [InlineData(60, "; 40 images an epoch fill no batch and are left out, others in each")]
    public void SamplesThatFillNoBatchAreTold(int batch, string said)
    {
        using var folder = new TemporaryFolder();
        var recipe = new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: [$"batch={batch}"]);
        var line = RunPlan.Of(recipe).Lines.Single(line => line.Name == "training").Value;
        Assert.EndsWith($" of {batch} images{said}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsTrainsExportsMeasuresAndReports()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var record = distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=12"])),
            new RunOptions { Out = folder.In("run") }
        );

        Assert.Equal([Role.Teacher, Role.Teacher, Role.Ensemble, Role.Baseline, Role.Student], record.Models.Select(m => m.Role));
        foreach (
            var file in new[]
            {
                "student.onnx",
                "baseline.onnx",
                "record.json",
                "metrics.jsonl",
                "report.html",
                "report.md",
                "report.json",
                "teacher.yaml",
            }
        )
            Assert.True(File.Exists(folder.In("run", file)), file);
        Assert.All(
            record.Models,
            m =>
                Assert.True(
                    m.AccuracyLow < m.Accuracy
                        && m.Accuracy < m.AccuracyHigh
                        && m.Parameters > 0
                        && m.Macs > 0
                        && m.Bytes > 0
                        && m.LatencyMsMedian > 0
                )
        );
        Assert.True(record.Models[0].Accuracy > 0.9);
        Assert.True(record.Models[2].Accuracy > 0.9);
        Assert.True(record.Models[4].Accuracy > 0.5);
        Assert.Equal(24, File.ReadLines(folder.In("run", "metrics.jsonl")).Count());
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp*", SearchOption.AllDirectories));
    }

    [Fact]
    public void TheReportHasTheAgreedKeys()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=1"])),
            new RunOptions { Out = folder.In("run") }
        );
        using var report = JsonDocument.Parse(File.ReadAllText(folder.In("run", "report.json")));
        foreach (var key in new[] { "schema", "dataset", "machine", "recipe_hash" })
            Assert.True(report.RootElement.TryGetProperty(key, out _), key);
        foreach (var model in report.RootElement.GetProperty("models").EnumerateArray())
        foreach (
            var key in new[]
            {
                "name",
                "role",
                "parameters",
                "macs",
                "bytes",
                "accuracy",
                "accuracy_low",
                "accuracy_high",
                "latency_ms_median",
            }
        )
            Assert.True(model.TryGetProperty(key, out _), key);
    }

    [Fact]
    public void AFinishedRunIsNotDoneTwice()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=1"]));
        var first = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        var progress = new Heard();
        var second = distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Progress = progress });
        Assert.Empty(progress.Tasks);
        Assert.Equal(first.Finished, second.Finished);
    }

    [Fact]
    public void StoredAnswersAreNotAskedAgain()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var path = Tiny.Write(folder);
        distiller.Label(Tiny.Measured(distiller.Check(path, Purpose.Label)), new RunOptions { Out = folder.In("a") });
        var progress = new Heard();
        distiller.Run(
            Tiny.Measured(distiller.Check(path, overrides: ["stages[0].epochs=1", "stages[0].loss[0].soft-target.temperature=2"])),
            new RunOptions { Out = folder.In("b"), Progress = progress }
        );
        Assert.DoesNotContain("label", progress.Tasks);
    }

    [Fact]
    public void AnotherRecipesFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var path = Tiny.Write(folder);
        distiller.Run(
            Tiny.Measured(distiller.Check(path, Purpose.Train, ["stages[0].epochs=1"])),
            new RunOptions { Out = folder.In("run") }
        );
        var error = Assert.Throws<InputException>(() =>
            distiller.Run(distiller.Check(path, Purpose.Train, ["stages[0].epochs=2"]), new RunOptions { Out = folder.In("run") })
        );
        Assert.Contains("another recipe", error.Message, StringComparison.Ordinal);
        Assert.Contains("epochs: 1' is now '", error.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherRunIsOverwrittenWhereSomebodySaysSo()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var (path, options) = (Tiny.Write(folder), new RunOptions { Out = folder.In("run"), Overwrite = true });
        distiller.Run(Tiny.Measured(distiller.Check(path, Purpose.Train, ["stages[0].epochs=1"])), options);
        File.WriteAllText(folder.In("run", "notes.txt"), "mine");
        var other = Tiny.Measured(distiller.Check(path, Purpose.Train, ["stages[0].epochs=2"]));
        var again = distiller.Run(other, options);
        var alone = distiller.Run(other, new RunOptions { Out = folder.In("alone") });
        Assert.Equal(alone.Models[^1].Seeds[0].Hash, again.Models[^1].Seeds[0].Hash);
        Assert.Equal("mine", File.ReadAllText(folder.In("run", "notes.txt")));
    }

    /// <summary>A finished run whose student is gone makes it again, the same one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ALostStudentIsMadeAgain(bool damaged)
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder), Purpose.Train, ["stages[0].epochs=1"]));
        var first = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        if (damaged)
            File.WriteAllText(folder.In("run", "student.onnx"), "x");
        else
            File.Delete(folder.In("run", "student.onnx"));
        var told = new List<string>();
        var again = distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Warn = told.Add });
        Assert.Contains(told, warning => warning.Contains("student.onnx is gone or damaged", StringComparison.Ordinal));
        Assert.Equal(first.Models[^1].Seeds[0].Hash, again.Models[^1].Seeds[0].Hash);
        Assert.True(new FileInfo(folder.In("run", "student.onnx")).Length > 1000);
    }

    [Fact]
    public void RepeatsGiveMeanAndSpread()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var record = distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=1", "repeats=2"])),
            new RunOptions { Out = folder.In("run") }
        );
        var student = record.Models[^1];
        Assert.Equal([3L, 4L], student.Seeds.Select(s => s.Seed));
        Assert.Equal(student.Quality.Value, student.Seeds.Average(s => s.Quality), 1e-12);
        Assert.Equal(Math.Abs(student.Seeds[0].Quality - student.Seeds[1].Quality) / Math.Sqrt(2), student.AccuracyDeviation!.Value, 1e-12);
        Assert.True(File.Exists(folder.In("run", "seeds", "student-4.onnx")));
    }

    [Fact]
    public void AFinishedStudentIsATeacher()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var first = distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder), Purpose.Train, ["stages[0].epochs=2"])),
            new RunOptions { Out = folder.In("run") }
        );
        File.WriteAllText(
            folder.In("next.yaml"),
            Tiny.Recipe.Replace("[ { name: fashion-cnn-a }, { name: fashion-residual-b } ]", "[ { path: run } ]", StringComparison.Ordinal)
        );
        var second = distiller.Run(
            Tiny.Measured(distiller.Check(folder.In("next.yaml"), overrides: ["stages[0].epochs=1"])),
            new RunOptions { Out = folder.In("next") }
        );
        Assert.Equal(first.Models[^1].Quality.Value, second.Models[0].Quality.Value, 1e-12);
        Assert.DoesNotContain(second.Models, m => m.Role == Role.Ensemble);
    }

    [Fact]
    public void TeachersAnswersAreThoseOfTheStore()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder), Purpose.Label));
        distiller.Label(recipe, new RunOptions { Out = folder.In("run") });
        var from = recipe.Teachers[0];
        var set = recipe.Dataset.Train;
        using var store = Data.Targets.TargetStore.Open(folder.In("targets"), recipe.StoreKey(from), set.Count, 2, 10);
        using var teacher = DeepOptDistill.Teachers.Teacher.Open(from.Spec, from.Folder, set.Shape, 10, 1);
        var (pixels, live) = (new byte[set.Shape.Size], new float[10]);
        foreach (var (view, sample) in new[] { (0, 0), (1, 0), (0, 499), (1, 999) })
        {
            Data.Augmentations.Views.Render(set, sample, view, recipe.ViewSeed, recipe.Recipe.Augmentations, pixels);
            teacher.Answer(pixels, 1, live);
            for (var k = 0; k < 10; k++)
                Assert.Equal(live[k], store.Row(view, sample)[k], 1e-4);
        }
    }

    private sealed class Heard : IProgress<Progress>
    {
        public HashSet<string> Tasks { get; } = [];

        public void Report(Progress value) => Tasks.Add(value.Task);
    }
}
