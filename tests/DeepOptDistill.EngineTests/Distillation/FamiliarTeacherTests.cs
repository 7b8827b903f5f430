using DeepOptDistill.Distillation.Doctor;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// A teacher that has learned from the validation split is named by check and doctor, without a look at the test set; the report marks what
/// was fitted to that split.
/// </summary>
public sealed class FamiliarTeacherTests : IDisposable
{
    private const int Rows = 1000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.9, 0, "answers 100.00 % of the validation split, and its description says 90.00 % of a test set: it has learned")]
    [InlineData(null, 0, "answers 100.00 % of the validation split and 100.00 % of the training samples, as one does that has learned")]
    [InlineData(0.999, 0.05, null)]
    [InlineData(null, 0.05, null)]
    public void CheckNamesIt(double? stated, double noise, string? said)
    {
        var warnings = new List<string>();
        Check(stated, noise, warnings);
        if (said is null)
            Assert.DoesNotContain(warnings, warning => warning.Contains("validation split", StringComparison.Ordinal));
        else
            Assert.Contains(warnings, warning => warning.StartsWith($"Warning: teacher t {said}", StringComparison.Ordinal));
    }

    /// <summary>Where a ledger says what it learned from, nothing is guessed.</summary>
    [Fact]
    public void ALedgerKnowsBetter()
    {
        var recipe = Check(0.9, 0, []);
        DeepOptDistill.Data.Samples.SampleLedger.Of(recipe.Dataset.Train).Write(folder.In("learned.npy"));
        File.AppendAllText(folder.In("t.yaml"), "learned: learned.npy\n");
        var warnings = new List<string>();
        new Distiller(Tiny.Place(folder)).Check(folder.In("recipe.yaml"), Purpose.Label, warn: warnings.Add);
        Assert.DoesNotContain(warnings, warning => warning.Contains("validation split", StringComparison.Ordinal));
    }

    [Fact]
    public void TheDoctorNamesItAndMarksWhatIsFitted()
    {
        var recipe = Check(0.9, 0, []);
        var diagnosis = new EnsembleDoctor(Tiny.Place(folder), new RunOptions { Out = folder.In("doctor") }).Examine(recipe);
        Assert.Equal(["t"], diagnosis.Familiar);
        Assert.StartsWith("Teacher t answers 100.00 % of the validation split", diagnosis.Advice[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            "t has seemingly learned from them: weights and temperatures may trust it too much",
            DoctorReport.Markdown(diagnosis),
            StringComparison.Ordinal
        );
    }

    /// <summary>Every fifth test row has another label, so that the teacher that knows the others by heart fails there.</summary>
    [Fact]
    public void TheReportMarksWhatWasFitted()
    {
        Check(null, 0, []);
        File.WriteAllText(folder.In("test.csv"), Table(0.2, 5_000));
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(folder.In("recipe.yaml"), overrides: ["ensemble.calibrate=true"]);
        var record = distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
        Assert.Equal(["t"], record.Familiar);
        Assert.Contains(
            record.Notes,
            note => note.StartsWith("Teacher t answers 100.00 % of the validation split and 8", StringComparison.Ordinal)
        );
        Assert.Contains(
            record.Notes,
            note =>
                note.Contains(
                    "Weights and temperatures were adapted to a split from which t has seemingly learned",
                    StringComparison.Ordinal
                )
        );
        var report = File.ReadAllText(folder.In("run", "report.md"));
        Assert.Contains("t has seemingly learned from that split: the threshold may ask too often.", report, StringComparison.Ordinal);
    }

    /// <summary>A teacher that answers by the sign of x, and rows that say the opposite in a share of cases.</summary>
    private CheckedRecipe Check(double? stated, double noise, List<string> warnings)
    {
        File.WriteAllText(folder.In("rows.csv"), Table(noise, 0));
        File.WriteAllText(folder.In("test.csv"), Table(noise, 5_000));
        Network().Write(folder.In("t.onnx"));
        File.WriteAllText(
            folder.In("t.yaml"),
            $"name: t\nmodel: t.onnx\n" + (stated is { } share ? FormattableString.Invariant($"test_accuracy: {share}\n") : "")
        );
        Tiny.Write(
            folder,
            """
            dataset: { table: { train: rows.csv, test: test.csv, label: k, validation: 300 } }
            teachers: [ { path: t.onnx } ]
            student: student.yaml
            batch: 50
            stages: [ { name: s, epochs: 2, loss: [ soft-target: {} ], optimizer: { adam: { rate: 1e-2 } } } ]
            """,
            "name: m\ninput: { shape: [2] }\nlayers: [ linear: { features: 4 }, relu, linear: { features: 2 } ]"
        );
        return new Distiller(Tiny.Place(folder)).Check(folder.In("recipe.yaml"), Purpose.Label, warn: warnings.Add);
    }

    private static OnnxModel Network()
    {
        var graph = new GraphBuilder("sign");
        var logits = graph.Node("MatMul", "logits", [graph.Input("x", null, 2), graph.Constant("w", [-50f, 50, 0, 0], 2, 2)]);
        graph.Output(logits, "logits", null, 2);
        return graph.Build();
    }

    private static string Table(double noise, int first)
    {
        IEnumerable<string> rows = Enumerable
            .Range(first, Rows)
            .Select(i =>
            {
                var x = ((i * 7919) % 2003 / 1001.5) - 1;
                var isWrong = noise > 0 && i % (int)(1 / noise) == 0;
                return FormattableString.Invariant($"{x},{i},{(x > 0 != isWrong ? "b" : "a")}");
            });
        return "x,i,k\n" + string.Join('\n', rows) + "\n";
    }
}
