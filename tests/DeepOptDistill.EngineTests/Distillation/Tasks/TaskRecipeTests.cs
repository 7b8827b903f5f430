using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Distillation.Search;
using DeepOptDistill.Onnx;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.EngineTests.Distillation.Tasks;

/// <summary>A regression and a multi-label task from recipe to report.</summary>
public sealed class TaskRecipeTests : IDisposable
{
    private const string Net =
        "name: tiny\ninput: { shape: [10], preprocessing: [ standardize ] }\nlayers: [ { linear: { features: 24 } }, relu, { linear: { "
        + "features: 2, init: glorot } } ]\n";
    private const string Maps =
        "name: tiny\ninput: { shape: [1, 14, 14] }\nlayers: [ { conv: { channels: 8, stride: 2, padding: 1 } }, relu, flatten, { "
        + "linear: { features: 10 } } ]\n";

    private static readonly string Values = $$"""
        dataset: { table: { train: {{TaskFixture.Folder}}/diabetes-train.csv, test: {{TaskFixture.Folder}}/diabetes-test.csv,
          values: [progression, remission], validation: 42 } }
        teachers: [ { path: {{TaskFixture.Folder}}/forest.onnx }, { path: {{TaskFixture.Folder}}/ridge.onnx } ]
        unlabelled: { munge: { copies: 5 } }
        student: student.yaml
        batch: 50
        stages:
          - { name: distill, epochs: 30, loss: [ { logit-regression: { normalized: true } }, { squared-error: { weight: 0.2 } } ],
              optimizer: { adam: { rate: 1e-2 } } }
        """;

    private static readonly string Labels = $$"""
        dataset: { npy: { task: labels, train: {{TaskFixture.Folder}}/pairs.npz/train,
          train_labels: {{TaskFixture.Folder}}/pairs.npz/train_labels,
          test: {{TaskFixture.Folder}}/pairs.npz/test, test_labels: {{TaskFixture.Folder}}/pairs.npz/test_labels, validation: 200 } }
        teachers: [ { path: {{TaskFixture.Folder}}/pairs-cnn.onnx }, { path: {{TaskFixture.Folder}}/pairs-mlp.onnx } ]
        ensemble: { mix: stacking, calibrate: true }
        student: student.yaml
        batch: 50
        stages:
          - { name: distill, epochs: 12, loss: [ { soft-labels: { weight: 0.8 } }, { binary-cross-entropy: { weight: 0.2 } } ],
              optimizer: { adam: { rate: 1e-2 } } }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ARegressionIsDistilledInItsUnits()
    {
        var record = Run(Values, Net);
        Assert.Contains(
            OnnxModel.Read(folder.In("run", "student.onnx")).Proto.MetadataProps,
            entry => entry.Key == ClassLabels.MetadataKey
        );
        Assert.All(record.Models, model => Assert.Null(model.Accuracy));
        Assert.InRange(record.Models[^1].RSquared!.Value, 0.35, 0.65);
        Assert.InRange(record.Models[^1].Agreement!.Value, 0.7, 1);
        Assert.InRange(record.Models[^1].Outputs![0].RootMeanSquaredError!.Value, 50, 72);
        Assert.InRange(record.Models[^1].Outputs![1].RootMeanSquaredError!.Value, 0.05, 0.072);
        Assert.Equal(["squared-error"], record.Epochs.First(epoch => epoch.Role == Role.Baseline).Terms.Keys);
        Assert.NotNull(record.Epochs[^1].ValidationRSquared);
        Assert.Contains("of the variance of 100 test samples", File.ReadAllText(folder.In("run", "report.md")), StringComparison.Ordinal);
        // The student is a teacher of the next recipe, in the data's units.
        var again = Run(
            Values.Replace($"{TaskFixture.Folder}/forest.onnx", folder.In("run"), StringComparison.Ordinal),
            Net,
            "again",
            "stages[0].epochs=1",
            "baseline=false"
        );
        Assert.Equal(record.Models[^1].RSquared!.Value, again.Models[0].RSquared!.Value, 1e-6);
    }

    [Fact]
    public void LabelsAreDistilledEachByItself()
    {
        var record = Run(Labels, Maps);
        Assert.InRange(record.Models[^1].MeanAveragePrecision!.Value, 0.6, 0.9);
        Assert.Equal(10, record.Models[^1].Outputs!.Count);
        Assert.InRange(record.Models[^1].Agreement!.Value, 0.8, 1);
        Assert.Equal(["binary-cross-entropy"], record.Epochs.First(epoch => epoch.Role == Role.Baseline).Terms.Keys);
        Assert.Contains(record.Notes, note => note.Contains("fitted on the validation split: pairs-cnn 0.", StringComparison.Ordinal));
        Assert.Contains("tells all labels of", File.ReadAllText(folder.In("run", "report.md")), StringComparison.Ordinal);
        Assert.Null(record.Cascade);
    }

    [Fact]
    public void TheDoctorJudgesLabelsByTheirSingleDecisions()
    {
        var place = Tiny.Place(folder);
        var options = new RunOptions { Out = folder.In("run"), Threads = 1 };
        var found = new EnsembleDoctor(place, options).Examine(
            new RecipeReader(place).Read(Tiny.Write(folder, Labels, Maps), Purpose.Label)
        );
        Assert.Equal((TaskKind.Labels, 200, 2), (found.Task, found.Samples, found.Teachers.Count));
        var truths = TaskFixture.Pairs.Validation.Truths!.Numbers;
        Assert.Equal(Right("pairs-cnn") / (double)truths.Length, found.Teachers[0].Fit.Accuracy, 1e-12);
        Assert.Equal(Right("pairs-mlp") / (double)truths.Length, found.Teachers[1].Fit.Accuracy, 1e-12);
        Assert.InRange(found.Oracle, found.Teachers.Max(teacher => teacher.Fit.Accuracy), 1);
        Assert.Contains(found.Rules, rule => rule.Rule == "confidence-weighted");
        Assert.All(found.Teachers, teacher => Assert.Empty(teacher.Findings));
        Assert.Contains("single decisions", DoctorReport.Markdown(found), StringComparison.Ordinal);

        int Right(string teacher) =>
            TaskFixture
                .Asked(TaskFixture.Spec(teacher), TaskFixture.Pairs with { Test = TaskFixture.Pairs.Validation })
                .Zip(truths)
                .Count(pair => pair.First >= 0 == pair.Second > 0.5f);
    }

    [Fact]
    public void TheDoctorRefusesValues()
    {
        var place = Tiny.Place(folder);
        var recipe = new RecipeReader(place).Read(Tiny.Write(folder, Values, Net), Purpose.Label);
        Assert.Contains(
            "values for a diagnosis",
            Assert
                .Throws<InputException>(() =>
                    new EnsembleDoctor(place, new RunOptions { Out = folder.In("run"), Threads = 1 }).Examine(recipe)
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(TaskKind.Labels, "Accuracy")]
    [InlineData(TaskKind.Values, "R²")]
    public void ARateThatCannotLearnLosesASearch(TaskKind task, string measure)
    {
        var (place, path) = (
            Tiny.Place(folder),
            task == TaskKind.Labels ? Tiny.Write(folder, Labels, Maps) : Tiny.Write(folder, Values, Net)
        );
        var record = new RecipeSearch(
            place,
            new RunOptions { Out = folder.In("search"), Threads = 1 },
            new SearchOptions { Finalists = 2, Seeds = 2 }
        ).Run(
            new SearchSpace([SearchAxis.Parse("stages[0].optimizer.adam.rate=0.0000001,0.02")], null),
            more => new RecipeReader(place).Read(path, Purpose.Distill, ["stages[0].epochs=6", .. more])
        );
        Assert.Equal(task, record.Task);
        Assert.Equal("0.0000001", record.Finalists[^1].Settings[0]);
        Assert.InRange(record.Finalists[0].Accuracy, Math.Max(0.04, record.Finalists[^1].Accuracy + 0.02), 0.9);
        Assert.Contains($"| {measure} |", SearchReport.Markdown(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{ squared-error: { weight: 0.2 } }",
        "{ cross-entropy: { weight: 0.2 } }",
        "Take 'bounded-regression' or 'logit-regression' or 'squared-error'."
    )]
    [InlineData("unlabelled: { munge: { copies: 5 } }", "ensemble: { mix: stacking }", "Mix values by their mean")]
    [InlineData("unlabelled: { munge: { copies: 5 } }", "targets: { top: 1 }", "Leave 'top' out")]
    [InlineData("values: [progression, remission]", "values: [progresion]", "column 'progresion'")]
    [InlineData("values: [progression, remission]", "labels: [progression, remission]", "0 or 1 for each label")]
    [InlineData("values: [progression, remission]", "label: age, values: [progression]", "2 of 'label', 'labels' and 'values'")]
    public void WhatDoesNotFitTheTaskIsRefused(string from, string to, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<InputException>(() => Read(Values.Replace(from, to, StringComparison.Ordinal), Net)).Message,
            StringComparison.Ordinal
        );

    private CheckedRecipe Read(string recipe, string student, params string[] overrides) =>
        new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe, student), overrides: overrides);

    private RunRecord Run(string recipe, string student, string run = "run", params string[] overrides) =>
        new Distiller(Tiny.Place(folder)).Run(Read(recipe, student, overrides), new RunOptions { Out = folder.In(run), Threads = 1 });
}
