using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Encoders of texts with three inputs from end to end: one teaches another, whose file has the same three.</summary>
public sealed class SeveralInputsTests : IDisposable
{
    private const int Length = 12,
        Words = 40;

    private static readonly string Steps = Repository.In("tests", "DeepOptDistill.EngineTests", "Students", "Steps");
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Recipe =>
        $$"""
            dataset: { table: { train: texts.csv, label: kind, test_share: 0.2, validation: 40 } }
            teachers: [ { path: '{{Steps}}/text-17.onnx' } ]
            student: { onnx: '{{Steps}}/text.onnx' }
            batch: 20
            stages:
              - name: distill
                epochs: 6
                loss: [ { soft-target: { temperature: 2 } } ]
                optimizer: { adam: { rate: 3e-3 } }
            """;

    [Fact]
    public void ATextEncoderTeachesAnother()
    {
        Write(Length);
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(Tiny.Write(folder, Recipe));
        Assert.Contains(
            RunPlan.Of(recipe).Lines,
            line => line.Value == "36 of numbers (input_ids[0…11], attention_mask[0…11], token_type_ids[0…11])"
        );
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        Assert.True(record.Models[^1].Agreement > record.Models[^2].Agreement);
        var student = OnnxModel.Read(folder.In("run", "student.onnx"));
        Assert.Equal(Inputs, student.Inputs.Select(input => input.Name));
        Assert.Equal(record.Models[^1].Accuracy, Evaluator.Of(folder.In("run"), recipe.Dataset.Test, Tiny.Place(folder), 1).Accuracy);
    }

    /// <summary>Networks of one of the arrays, as a bag of words is that needs no mask, in both places.</summary>
    [Fact]
    public void ANetworkMayTakeOneArrayAlone()
    {
        Write(Length);
        var bag = new GraphBuilder("bag", 13);
        bag.Input("attention_mask", [null, Length]);
        bag.Constant("w", [.. Enumerable.Range(0, Length * 5).Select(i => (float)Math.Sin(i))], [Length, 5]);
        bag.Output(bag.Node("MatMul", "sum", ["attention_mask", "w"]), "logits", null, 5);
        bag.Build().Write(folder.In("bag.onnx"));
        var distiller = new Distiller(Tiny.Place(folder));
        var text = Recipe
            .Replace($"'{Steps}/text-17.onnx'", "bag.onnx", StringComparison.Ordinal)
            .Replace($"'{Steps}/text.onnx'", "bag.onnx", StringComparison.Ordinal);
        var recipe = distiller.Check(Tiny.Write(folder, text), overrides: ["stages[0].epochs=1"]);
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        Assert.Equal(60, record.Models[^1].Parameters);
        Assert.Equal(["attention_mask"], OnnxModel.Read(folder.In("run", "student.onnx")).Inputs.Select(input => input.Name));
    }

    /// <summary>Arrays of another length than a file fixes, and one that is not there.</summary>
    [Theory]
    [InlineData(
        Length,
        "kinds",
        "found input 'token_type_ids'; " + "expected a column of the table, or an array: input_ids, attention_mask, kinds"
    )]
    [InlineData(Length + 1, "token_type_ids", "Make the array as long: 12 numbers for each sample (pad or cut it).")]
    public void WhatANetworkDoesNotFindIsSaid(int length, string types, string message)
    {
        Write(length, name => name == "token_type_ids" ? types : name);
        var refused = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, Recipe)));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Texts of tokens by a formula, each of the class of its first token.</summary>
    private void Write(int length, Func<string, string>? naming = null)
    {
        string Cells(Func<int, int> cell) =>
            string.Join(',', Enumerable.Range(0, length).Select(at => cell(at).ToString(CultureInfo.InvariantCulture)));
        var headings = Inputs.SelectMany(input => Enumerable.Range(0, length).Select(at => $"{naming?.Invoke(input) ?? input}[{at}]"));
        var rows = Enumerable
            .Range(0, 240)
            .Select(row =>
            {
                var told = 4 + (row % (length - 4));
                var tokens = Cells(at => at < told ? ((row * 37) + (at * 11)) % 101 % Words : 0);
                return $"{tokens},{Cells(at => at < told ? 1 : 0)},{Cells(at => at >= 6 && at < told ? 1 : 0)},k{row * 37 % 101 % 5}";
            });
        File.WriteAllText(folder.In("texts.csv"), $"{string.Join(',', headings)},kind\n{string.Join('\n', rows)}\n");
    }
}
