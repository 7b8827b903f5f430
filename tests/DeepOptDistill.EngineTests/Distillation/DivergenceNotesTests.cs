using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A training that ran away without NaN is named; one that learned is not.</summary>
public class DivergenceNotesTests
{
    [Theory]
    [InlineData("1e6", true)]
    [InlineData("1e-2", false)]
    public void ALossFarAboveGuessingIsNamed(string rate, bool isNamed)
    {
        using var folder = new TemporaryFolder();
        var (record, warnings) = Train(folder, rate);
        var notes = record
            .Notes.Where(note => note.StartsWith("The student of seed 1 diverged: its validation loss is", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(isNamed, notes.Count == 1);
        if (isNamed)
            Assert.Contains($"Warning: {notes[0]}", warnings);
    }

    /// <summary>A student of faulty teachers, beside a sound baseline, did what it was taught: no rate is at fault.</summary>
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(9.0, false)]
    public void AStudentOfFaultyTeachersIsNotSaidToDiverge(double baseline, bool isMistaught)
    {
        using var folder = new TemporaryFolder();
        var recipe = new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder));
        recipe = recipe with { Teachers = [.. recipe.Teachers.Select(teacher => teacher with { Findings = ["wrong-scale: …"] })] };
        TrainedModel Model(Role role, double loss) =>
            new(new Trainee(role, 1), "x.onnx", 0, [], new FinishedNetwork(null, new Fit(0.1, loss), []));
        var notes = DivergenceNotes.Of([Model(Role.Baseline, baseline), Model(Role.Student, 9)], recipe).ToList();
        Assert.Equal(
            isMistaught,
            notes[^1].StartsWith("The student of seed 1 learned what faulty teachers answer", StringComparison.Ordinal)
        );
        Assert.Equal(isMistaught ? 1 : 2, notes.Count);
    }

    private static (RunRecord Record, List<string> Warnings) Train(TemporaryFolder folder, string rate)
    {
        var rows = Enumerable.Range(0, 150).Select(i => $"{i % 3 + ((i * 37) % 11 / 20.0)},{(i * 53) % 17},k{i % 3}");
        File.WriteAllText(folder.In("rows.csv"), "a,b,k\n" + string.Join('\n', rows) + "\n");
        var path = Tiny.Write(
            folder,
            $$"""
            dataset: { table: { train: rows.csv, label: k } }
            student: student.yaml
            batch: 16
            stages: [ { name: s, epochs: 5, loss: [ cross-entropy: {} ], optimizer: { sgd: { rate: {{rate}} } } } ]
            """,
            "name: m\ninput: { shape: [2] }\nlayers: [ linear: { features: 8 }, relu, linear: { features: 3 } ]"
        );
        var (distiller, warnings) = (new Distiller(Tiny.Place(folder)), new List<string>());
        var recipe = distiller.Check(path, Purpose.Train);
        return (distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Warn = warnings.Add }), warnings);
    }
}
