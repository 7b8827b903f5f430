using System.Text.Json;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Stores of the largest logits from end to end: smaller, told with what is lost, refused where a class is unknown.</summary>
public class TopTargetsTests
{
    private static readonly string[] Short = ["stages[0].epochs=2", "views=1", "augmentations=[]"];

    [Fact]
    public void TheReportSaysWhatIsLost()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var whole = Tiny.Measured(distiller.Check(Tiny.Write(folder), overrides: Short));
        var recipe = distiller.Check(Tiny.Write(folder), overrides: ["targets.top=2", .. Short]);
        Assert.NotEqual(whole.Hash, recipe.Hash);
        Assert.Equal("2,000 answers (1 view), 0.0 MiB stored", RunPlan.Of(recipe).Lines.Single(line => line.Name == "labelling").Value);
        Assert.Equal("2,000 answers (1 view), 0.1 MiB stored", RunPlan.Of(whole).Lines.Single(line => line.Name == "labelling").Value);
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        var notes = record.Notes.Where(note => note.Contains("2 largest were kept", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, notes.Count);
        Assert.Contains("Of the 10 logits of fashion-cnn-a", notes[0], StringComparison.Ordinal);
        Assert.Matches(
            @"mean total variation from the whole answers 0\.\d{4} at T = 1, 0\.\d{4} at T = 4 \(1,000 test samples\)",
            notes[0]
        );
        Assert.True(record.Models[^1].Accuracy > 0.3);
        Assert.DoesNotContain(
            distiller.Run(whole, new RunOptions { Out = folder.In("whole") }).Notes,
            note => note.Contains("largest were kept", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void WhoeverAsksTheTeachersKeepsAsMany()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        distiller.Run(
            Tiny.Measured(
                distiller.Check(
                    Tiny.Write(folder),
                    overrides: ["targets.top=2", "generations=2", "baseline=false", "stages[0].epochs=1", "views=1", "augmentations=[]"]
                )
            ),
            new RunOptions { Out = folder.In("run") }
        );
        // Two teachers and the first generation; the teachers' answers to the validation split stay whole.
        var columns = Directory
            .GetFiles(folder.In("targets"), "manifest.json", SearchOption.AllDirectories)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
            .Select(store => (store.GetProperty("samples").GetInt32(), store.GetProperty("columns").GetInt32()))
            .ToList();
        Assert.Equal(3, columns.Count(store => store == (1000, 5)));
        Assert.All(columns.Where(store => store.Item1 == 200), store => Assert.Equal(10, store.Item2));
    }

    [Fact]
    public void ATeacherOfSomeClassesKeepsItsWholeAnswers()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("some"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("some", "model.onnx"));
        File.WriteAllText(
            folder.In("some", "teacher.yaml"),
            "name: some\noutput: { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', none] }\n"
        );
        string Message(params string[] changes) =>
            Assert
                .Throws<InputException>(() =>
                    new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder), overrides: [.. changes, .. Short])
                )
                .Message;
        Assert.Contains(
            "found the 3 largest logits with teacher some, which does not know all classes; expected all logits",
            Message("targets.top=3", "teachers=[{ path: some }]"),
            StringComparison.Ordinal
        );
        Assert.Contains("found top 0; expected", Message("targets.top=0"), StringComparison.Ordinal);
    }
}
