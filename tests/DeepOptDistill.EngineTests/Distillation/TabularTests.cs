using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Tables from end to end: trees and pipelines of scikit-learn teach a network, with rows made by MUNGE; its file takes rows.
/// </summary>
public class TabularTests
{
    private static readonly string Tables = Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Tables");

    private const string Student = """
        name: rows
        input: { shape: [5], preprocessing: [ { standardize: { epsilon: 0 } } ] }
        layers: [ { linear: { features: 16 } }, relu, { linear: { features: 2 } } ]
        """;

    private static readonly string Recipe = $$"""
        dataset: { table: { train: '{{Tables}}/rows.csv', label: bought, test_share: 0.2, validation: 20 } }
        teachers: [ { path: '{{Tables}}/codes.onnx' }, { path: '{{Tables}}/columns-2.onnx' }, { path: '{{Tables}}/one-logit.onnx' } ]
        unlabelled: { munge: { copies: 4 } }
        student: student.yaml
        batch: 20
        stages:
          - name: distill
            epochs: 12
            loss: [ { soft-target: { temperature: 2 } } ]
            optimizer: { adam: { rate: 1e-2 } }
            schedule: warmup-cosine
        """;

    [Fact]
    public void TreesAndPipelinesTeachANetwork()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(Tiny.Write(folder, Recipe, Student));
        Assert.Equal((140, 20, 40), (recipe.Dataset.Train.Count, recipe.Dataset.Validation.Count, recipe.Dataset.Test.Count));
        Assert.Equal((700, 140), (recipe.Transfer.Count, recipe.Transfer.Labelled));
        Assert.Contains(
            RunPlan.Of(recipe).Lines,
            line => line.Value.Contains("test rows of 5 numbers, 2 classes; 560 rows without labels", StringComparison.Ordinal)
        );
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        Assert.True(record.Models[^1].Accuracy > 0.8);
        Assert.True(record.Models[^1].Agreement > 0.85);
        // The run is a teacher of the same table.
        Assert.Equal(record.Models[^1].Accuracy, Evaluator.Of(folder.In("run"), recipe.Dataset.Test, Tiny.Place(folder), 1).Accuracy);
    }

    [Theory]
    [InlineData("augmentations=[horizontal-flip]", "found augmentations of rows of 5 numbers; expected none")]
    [InlineData("unlabelled.images=more.idx", "2 keys; expected one of 'images', 'folder', 'npy', 'rows' and 'munge'")]
    [InlineData("dataset.table.label=buys", "--set dataset.table.label, label: found column 'buys'")]
    public void WhatDoesNotFitRowsIsRefused(string change, string message)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() =>
            new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe, Student), overrides: [change])
        );
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Large numbers that enter as they are drown the others: that is told before the training, and in the report.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(", preprocessing: [ standardize ]", false)]
    [InlineData(", deviation: [ 1e5 ]", false)]
    public void LargeNumbersThatAreNotScaledAreTold(string input, bool isTold)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.In("t.csv"),
            "a,b,label\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i % 7},{100 * i},{(i % 2 == 0 ? "x" : "y")}\n"))
        );
        var recipe = $$"""
            dataset: { table: { train: '{{folder.In("t.csv")}}', label: label, test_share: 0.2 } }
            student: student.yaml
            batch: 10
            stages: [ { name: s, epochs: 1, loss: [ cross-entropy ] } ]
            """;
        var student = $$"""
            name: rows
            input: { shape: [2]{{input}} }
            layers: [ { linear: { features: 2 } } ]
            """;
        var warnings = new List<string>();
        new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, recipe, student), Purpose.Train, warn: warnings.Add);
        Assert.Equal(isTold, warnings.Any(warning => warning.Contains("as they are (b up to ", StringComparison.Ordinal)));
    }

    [Fact]
    public void AStudentOfImagesIsToldWhatToWrite()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe)));
        Assert.Contains(
            "input shape 1×28×28; expected 5 numbers, the shape of table. Write 'shape: [5]' there",
            error.Message,
            StringComparison.Ordinal
        );
    }
}
