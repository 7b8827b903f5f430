using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Classes kept from the student: it sees none of them, validation and test stay whole, and its biases are corrected in the exported file.
/// </summary>
public class TransferSetTests
{
    private static readonly string[] Short =
    [
        "teachers=[{name: fashion-cnn-a}]",
        "dataset.fashion-mnist-small.seed=3",
        "stages[0].epochs=2",
        "views=1",
        "augmentations=[]",
        "dataset.fashion-mnist-small.limit=800",
        "batch=20",
        "baseline=false",
        "stages[0].loss=[{soft-target: {temperature: 4}}]",
    ];

    [Fact]
    public void TheMissingClassIsCorrectedInTheFile()
    {
        using var folder = new TemporaryFolder();
        var plain = Run(folder, "plain", "transfer={without: [Bag]}", out var recipe);
        Assert.Equal((720, 720, 200), (recipe.Transfer.Count, recipe.Transfer.Labelled, recipe.Dataset.Validation.Count));
        Assert.DoesNotContain(8, recipe.Transfer.Labels);
        Assert.Contains(8, recipe.Dataset.Validation.Labels);
        Assert.Contains("720 of the 800 training images, without the class Bag", string.Join(' ', plain.Notes), StringComparison.Ordinal);
        var corrected = Run(folder, "corrected", "transfer={without: ['8'], correct_bias: true}", out _);
        var note = Assert.Single(corrected.Notes, n => n.Contains("'Bag' were shifted by +", StringComparison.Ordinal));
        var shift = double.Parse(note.Split("shifted by ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var (before, after) = (Biases(folder.In("plain", "student.onnx")), Biases(folder.In("corrected", "student.onnx")));
        for (var c = 0; c < 10; c++)
            Assert.Equal(c == 8 ? shift : 0, after[c] - before[c], 6e-3);
        // The file answers the validation split as the note says, and better than without the shift.
        double Validated(string run) =>
            Math.Round(
                100
                    * Evaluator
                        .Of(new TeacherSpec { Name = run, Model = "student.onnx" }, folder.In(run), recipe.Dataset.Validation, 1)
                        .Record.Quality.Value,
                2
            );
        Assert.True(Validated("corrected") > Validated("plain"));
        Assert.Contains(
            FormattableString.Invariant($"{Validated("plain"):0.00} % there without the shift, {Validated("corrected"):0.00} % with it"),
            note,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void OnlySomeClassesAreKept()
    {
        using var folder = new TemporaryFolder();
        var recipe = Tiny.Measured(
            new Distiller(Tiny.Place(folder)).Check(
                Tiny.Write(folder),
                overrides: [.. Short, "transfer={only: [Sneaker, 8]}", "baseline=true"]
            )
        );
        Assert.Equal(160, recipe.Transfer.Count);
        Assert.Equal([7, 8], recipe.Transfer.Labels.Distinct().Order().Select(l => (int)l));
        // As many steps as the student: a fifth of its epochs is less than one.
        Assert.Equal(1, Assert.Single(recipe.StagesOf(Role.Baseline)).Epochs);
        Assert.Equal([7, 8], recipe.Recipe.Transfer!.Shifted(recipe.Dataset.Classes));
        Assert.Contains(
            "of the classes Sneaker, Bag alone",
            string.Join(' ', RunPlan.Of(recipe).Lines.Select(l => l.Value)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("transfer={without: [Bagg]}", "Did you mean 'Bag'?")]
    [InlineData("transfer={without: [10]}", "a number from 0 to 9")]
    [InlineData("transfer={without: [1], only: [2]}", "both 'without' and 'only'")]
    [InlineData("transfer={correct_bias: true}", "neither 'without' nor 'only'")]
    [InlineData("transfer={only: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}", "all 10 classes kept")]
    [InlineData("transfer={only: [0], correct_bias: true} batch=500", "a transfer set of 80 images")]
    [InlineData("transfer={without: [0], correct_bias: true} dataset.fashion-mnist-small.validation=0", "without a validation split")]
    public void ATransferSetIsRefused(string overrides, string named)
    {
        using var folder = new TemporaryFolder();
        string[] all =
        [
            .. Short,
            .. overrides.Split("} ").Select((part, i) => i == 0 && overrides.Contains("} ", StringComparison.Ordinal) ? part + "}" : part),
        ];
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: all));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Without biases the shift stands in front of the answer; the older key and the finisher give the same bytes.</summary>
    [Theory]
    [InlineData("linear: { features: 10 }", "Gemm")]
    [InlineData("linear: { features: 10, bias: false }", "Add")]
    public void TheOlderKeyIsTheFinisher(string last, string op)
    {
        using var folder = new TemporaryFolder();
        var student = Tiny.Student.Replace("linear: { features: 10 }", last, StringComparison.Ordinal);
        string[][] said =
        [
            ["transfer={without: ['8'], correct_bias: true}"],
            ["transfer={without: ['8']}", "finish=[correct-bias]"],
        ];
        var files = said.Select(
                (keys, i) =>
                {
                    var path = Tiny.Write(folder, student: student);
                    var recipe = new Distiller(Tiny.Place(folder)).Check(path, overrides: [.. Short, .. keys]);
                    new Distiller(Tiny.Place(folder)).Run(Tiny.Measured(recipe), new RunOptions { Out = folder.In($"run{i}") });
                    return OnnxModel.Read(folder.In($"run{i}", "student.onnx"));
                }
            )
            .ToList();
        Assert.Equal(files[0].ToBytes(), files[1].ToBytes());
        Assert.Equal(op, files[0].Proto.Graph.Node[^1].OpType);
    }

    private static RunRecord Run(TemporaryFolder folder, string name, string transfer, out CheckedRecipe recipe)
    {
        var distiller = new Distiller(Tiny.Place(folder));
        recipe = Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: [.. Short, transfer]));
        return distiller.Run(recipe, new RunOptions { Out = folder.In(name) });
    }

    private static float[] Biases(string file)
    {
        var bias = OnnxModel.Read(file).Proto.Graph.Initializer.Single(t => t.Name == "linear1.bias");
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bias.RawData.Span).ToArray();
    }
}
