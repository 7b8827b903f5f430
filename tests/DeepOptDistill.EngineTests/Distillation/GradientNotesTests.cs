using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>What a run's notes say of its gradients.</summary>
public class GradientNotesTests
{
    private static readonly Stage Stage = new()
    {
        Name = "distill",
        Epochs = 2,
        Loss = [new SoftTarget(), new CrossEntropy { Weight = 1e-6 }],
    };

    [Fact]
    public void AHealthyRunHasNone()
    {
        Assert.Empty(GradientNotes.Of([Epoch(1, 0.9), Epoch(2, 0.7)], [Stage]));
        // A share that only sinks in the end, as under a schedule of weights, had its effect.
        Assert.Empty(GradientNotes.Of([Epoch(1, 0.9), Epoch(2, 0.99999)], [Stage]));
        Assert.Empty(GradientNotes.Of([Epoch(1, 1) with { GradientShares = null }], [Stage]));
    }

    [Fact]
    public void ATermWithoutEffectIsNamedWithShareAndRemedy()
    {
        var note = Assert.Single(GradientNotes.Of([Epoch(1, 0.99999), Epoch(2, 0.9999)], [Stage]));
        Assert.Contains("Stage 'distill': the term 'cross-entropy' has no effect", note, StringComparison.Ordinal);
        Assert.Contains("at or below 0.01 %", note, StringComparison.Ordinal);
        Assert.Contains("Multiply its weight by about 1.1e3", note, StringComparison.Ordinal);
        Assert.Contains(
            "no gradient at all",
            Assert.Single(GradientNotes.Of([Epoch(1, 1), Epoch(2, 1)], [Stage])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ATermOfWeightZeroIsMeantSo() =>
        Assert.Empty(GradientNotes.Of([Epoch(1, 1)], [Stage with { Loss = [new SoftTarget(), new CrossEntropy { Weight = 0 }] }]));

    [Fact]
    public void ATensorIsNamedWhereItNeverMoved()
    {
        var note = Assert.Single(
            GradientNotes.Of(
                [
                    Epoch(1, .5) with
                    {
                        WithoutGradient = ["conv1.weight", "conv2.weight"],
                    },
                    Epoch(2, .5) with
                    {
                        WithoutGradient = ["conv2.weight"],
                    },
                ],
                [Stage]
            )
        );
        Assert.StartsWith("Student, stage 'distill': no term of the loss moves conv2.weight.", note, StringComparison.Ordinal);
        Assert.Empty(GradientNotes.Of([Epoch(1, .5) with { WithoutGradient = ["conv1.weight"] }, Epoch(2, .5)], [Stage]));
    }

    [Fact]
    public void ARunNamesWhatHasNoEffect()
    {
        using var folder = new TemporaryFolder();
        string[] brief = ["stages[0].epochs=2", "views=1", "augmentations=[]", "teachers=[{name: fashion-cnn-a}]", "baseline=false"];
        IReadOnlyList<string> Notes(string name, string student, params string[] overrides)
        {
            var distiller = new Distiller(Tiny.Place(folder));
            var recipe = distiller.Check(Tiny.Write(folder, student: student), overrides: [.. brief, .. overrides]);
            return
            [
                .. distiller
                    .Run(recipe, new RunOptions { Out = folder.In(name) })
                    .Notes.Where(note =>
                        note.Contains("effect", StringComparison.Ordinal) || note.Contains("moves", StringComparison.Ordinal)
                    ),
            ];
        }
        Assert.Empty(Notes("healthy", Tiny.Student));
        // Behind a rectifier nothing is negative: the slope for negative numbers stays as it is.
        var dead = Tiny.Student.Replace("- global-average-pool", "- prelu\n  - global-average-pool", StringComparison.Ordinal);
        var notes = Notes("dead", dead, "stages[0].loss[1].cross-entropy.weight=1e-7");
        Assert.Equal(2, notes.Count);
        Assert.Contains("the term 'cross-entropy' has no effect", notes[0], StringComparison.Ordinal);
        Assert.Contains("no term of the loss moves prelu1.", notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void ARecordFromBeforeSharesIsRead()
    {
        var epoch = JsonSerializer.Deserialize<EpochRecord>(
            """{"role":"student","seed":1,"stage":"s","epoch":1,"loss":1,"terms":{},"rate":0.1,"seconds":2}""",
            RecordJson.Line
        )!;
        Assert.True(epoch.GradientShares is null && epoch.WithoutGradient is null);
        Assert.DoesNotContain("gradient", JsonSerializer.Serialize(epoch, RecordJson.Line), StringComparison.Ordinal);
    }

    private static EpochRecord Epoch(int number, double share) =>
        new()
        {
            Role = Role.Student,
            Seed = 1,
            Stage = "distill",
            Epoch = number,
            Loss = 1,
            Terms = new Dictionary<string, double>(),
            GradientShares = new Dictionary<string, double> { ["soft-target"] = share, ["cross-entropy"] = 1 - share },
            Rate = 0.1,
            Seconds = 1,
        };
}
