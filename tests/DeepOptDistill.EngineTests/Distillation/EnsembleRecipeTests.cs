using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Recipes whose teachers do not count the same, from reading to report.</summary>
public sealed class EnsembleRecipeTests : IDisposable
{
    private const string Mean = "ensemble: { mix: mean-probabilities }";
    private const string Loss = "loss: [ { soft-target: { temperature: 4, weight: 0.9 } }, { cross-entropy: { weight: 0.1 } } ]";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ensemble: { mix: stacking, calibrate: true }", "fitted on the validation split: fashion-cnn-a 0.")]
    [InlineData("ensemble: { mix: greedy }", "fitted on the validation split: fashion-cnn-a 0.")]
    [InlineData(
        "ensemble: { mix: { mean-logits: { weights: [3, 1] } }, temperatures: [1, 2] }",
        "temperatures: fashion-cnn-a 0.75 (T 1.00), fashion-residual-b 0.25 (T 2.00)"
    )]
    [InlineData("ensemble: { mix: random-teacher }", null)]
    public void AnEnsembleIsFittedUsedAndNamed(string ensemble, string? note)
    {
        var record = Run(Tiny.Recipe.Replace(Mean, ensemble, StringComparison.Ordinal));
        Assert.InRange(record.Models.Single(model => model.Role == Role.Ensemble).Quality.Value, 0.85, 1);
        Assert.All(record.Models, model => Assert.InRange(model.CalibrationError!.Value, 0, 1));
        Assert.All(record.Models.Where(model => model.Role != Role.Ensemble), model => Assert.InRange(model.Agreement!.Value, 0.1, 1));
        var points = record.Cascade!.Points;
        Assert.Equal(1, points[0].Kept);
        Assert.Equal(record.Models[^1].Quality.Value, points[0].Accuracy, 1e-9);
        Assert.Equal(0, points[^1].Kept);
        Assert.Equal(record.Models.Single(model => model.Role == Role.Ensemble).Quality.Value, points[^1].Accuracy, 1e-9);
        Assert.InRange(record.Cascade.Chosen!.Kept, 0, 1);
        if (note is null)
            Assert.DoesNotContain(record.Notes, text => text.StartsWith("The ensemble", StringComparison.Ordinal));
        else
            Assert.Contains(record.Notes, text => text.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void EachTeacherCanHaveATermOfItsOwn()
    {
        var record = Run(
            Tiny.Recipe.Replace(
                Loss,
                "loss: [ { soft-target: { temperature: 4, weight: 0.6, teacher: fashion-cnn-a } }, { soft-target: { temperature: 2, "
                    + "weight: 0.3, teacher: fashion-residual-b } }, { cross-entropy: { weight: 0.1 } } ]",
                StringComparison.Ordinal
            )
        );
        Assert.Contains("soft-target fashion-residual-b", record.Epochs.Last(epoch => epoch.Role == Role.Student).Terms.Keys);
    }

    [Fact]
    public void OneTermForEachTeacherIsTheirMeanAtTheSameTemperature()
    {
        // KL(p ‖ q) is linear in p but for p's own entropy: the same gradient, the same student up to rounding.
        var mean = Run(Tiny.Recipe.Replace(Loss, "loss: [ { soft-target: { temperature: 4 } } ]", StringComparison.Ordinal), "mean");
        var each = Run(
            Tiny.Recipe.Replace(
                Loss,
                "loss: [ { soft-target: { temperature: 4, weight: 0.5, teacher: fashion-cnn-a } }, { soft-target: { temperature: 4, "
                    + "weight: 0.5, teacher: fashion-residual-b } } ]",
                StringComparison.Ordinal
            ),
            "each"
        );
        double First(RunRecord record) => record.Epochs.First(epoch => epoch.Role == Role.Student).ValidationLoss!.Value;
        Assert.Equal(First(mean), First(each), 0.02 * First(mean));
    }

    [Fact]
    public void TermsOfOneTemperatureMayCoolApart()
    {
        // A schedule that ends where it began has the soft targets of the temperature that stays: both terms read their own.
        string With(string cooling) =>
            Tiny.Recipe.Replace(
                Loss,
                $"loss: [ {{ dkd: {{ temperature: 4 }} }}, {{ soft-target: {{ temperature: 4{cooling} }} }} ]",
                StringComparison.Ordinal
            );
        double First(string cooling, string run) =>
            Run(With(cooling), run).Epochs.First(epoch => epoch.Role == Role.Student).Terms["soft-target"];
        Assert.Equal(First("", "stays"), First(", temperature_schedule: constant", "constant"), 1e-6);
        Assert.NotEqual(First("", "stays"), First(", temperature_schedule: { polynomial: { end: 0.25 } }", "cools"), 1e-3);
    }

    [Theory]
    [InlineData("ensemble: { mix: { mean-logits: { weights: [3, 1, 2] } } }", "3 weights")]
    [InlineData("ensemble: { mix: { mean-probabilities: { weights: [0, 0] } } }", "not all of them 0")]
    [InlineData("ensemble: { mix: { mean-probabilities: { weights: [1, -2] } } }", "finite numbers ≥ 0")]
    [InlineData("ensemble: { temperatures: [1, 0] }", "finite numbers > 0")]
    [InlineData("ensemble: { temperatures: [1, 2], calibrate: true }", "one of the two")]
    [InlineData("ensemble: { mix: stackin }", "stacking")]
    public void WrongEnsemblesAreRefused(string ensemble, string expected) =>
        AssertRefused(Tiny.Recipe.Replace(Mean, ensemble, StringComparison.Ordinal), expected);

    [Fact]
    public void WhatIsFittedNeedsAValidationSplit() =>
        AssertRefused(
            Tiny.Recipe.Replace(Mean, "ensemble: { mix: stacking }", StringComparison.Ordinal)
                .Replace("validation: 200", "validation: 0", StringComparison.Ordinal),
            "validation"
        );

    [Fact]
    public void ATermNamesATeacherOfTheRecipe() =>
        AssertRefused(
            Tiny.Recipe.Replace("temperature: 4, weight: 0.9", "temperature: 4, teacher: fashion-cnn-b", StringComparison.Ordinal),
            "fashion-cnn-a"
        );

    [Fact]
    public void ATeacherOfSomeClassesHasNoSayInTheOthers()
    {
        var record = Run(Tiny.Recipe.Replace("{ name: fashion-residual-b }", $"{{ path: {OfSomeClasses()} }}", StringComparison.Ordinal));
        var (whole, ensemble) = (record.Models[0].Quality.Value, record.Models.Single(model => model.Role == Role.Ensemble).Quality.Value);
        Assert.InRange(record.Models[1].Quality.Value, 0.3, 0.6);
        // Half of the classes is all that it can answer, and the ensemble loses nothing by that.
        Assert.InRange(ensemble, whole - 0.01, 1);
    }

    [Theory]
    [InlineData("ensemble: { mix: mean-logits }", "soft-target: { temperature: 4, weight: 0.9 }", "Mix by 'mean-probabilities'")]
    [InlineData(Mean, "logit-regression: {}", "Take 'soft-target'")]
    public void LogitsOfSomeClassesAreNotAveraged(string ensemble, string loss, string expected) =>
        AssertRefused(
            Tiny.Recipe.Replace("{ name: fashion-residual-b }", $"{{ path: {OfSomeClasses()} }}", StringComparison.Ordinal)
                .Replace(Mean, ensemble, StringComparison.Ordinal)
                .Replace("soft-target: { temperature: 4, weight: 0.9 }", loss, StringComparison.Ordinal),
            expected
        );

    private string OfSomeClasses()
    {
        var home = folder.In("half");
        Directory.CreateDirectory(home);
        File.Copy(Path.Combine(Repository.Root, "teachers", "fashion-cnn-a", "model.onnx"), Path.Combine(home, "model.onnx"));
        File.WriteAllText(
            Path.Combine(home, "teacher.yaml"),
            "name: half\ninput: { name: image }\noutput: { name: logits, classes: [0, 1, 2, 3, 4, none, none, none, none, none] }\n"
        );
        return home;
    }

    private void AssertRefused(string recipe, string expected) =>
        Assert.Contains(
            expected,
            Assert
                .Throws<InputException>(() => new RecipeReader(Tiny.Place(folder)).Read(Tiny.Write(folder, recipe), Purpose.Distill))
                .Message,
            StringComparison.Ordinal
        );

    private RunRecord Run(string recipe, string run = "run")
    {
        var distiller = new Distiller(Tiny.Place(folder));
        return distiller.Run(
            Tiny.Measured(distiller.Check(Tiny.Write(folder, recipe), overrides: ["stages[0].epochs=1", "baseline=false"])),
            new RunOptions { Out = folder.In(run), Threads = 2 }
        );
    }
}
