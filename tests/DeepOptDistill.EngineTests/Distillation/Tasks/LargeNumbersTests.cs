using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.EngineTests.Distillation.Tasks;

/// <summary>
/// Seconds since 1970 as a column and as what is to be told: no digit of them is lost from the file to the report, and from the student's
/// file to its answers.
/// </summary>
public sealed class LargeNumbersTests : IDisposable
{
    private const double Epoch = 1_700_000_000;
    private const string Net =
        "name: tiny\ninput: { shape: [2], preprocessing: [ standardize ] }\nlayers: [ { linear: { features: 16 } }, relu, { linear: { "
        + "features: 1 } } ]\n";
    private readonly TemporaryFolder folder = new();

    public LargeNumbersTests() =>
        File.WriteAllText(folder.In("t.csv"), $"stamp,x,when\n{string.Join('\n', Enumerable.Range(0, 400).Select(Row))}\n");

    public void Dispose() => folder.Dispose();

    /// <summary>A teacher that computes in float64, as scikit-learn does, sees and tells every second.</summary>
    [Fact]
    public void ATeacherInFloat64IsRightToTheSecond()
    {
        File.WriteAllBytes(folder.In("exact.onnx"), Exact().ToBytes());
        var data = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("t.csv"),
            Values = ["when"],
            Validation = 0,
        }.Load(new(folder.Path), new Core.Seed(1));
        var record = Evaluator.Of(folder.In("exact.onnx"), data.Test, Tiny.Place(folder), 1);
        Assert.Equal(1, record.RSquared!.Value, 1e-9);
        Assert.InRange(record.Outputs![0].RootMeanSquaredError!.Value, 0, 1e-5);
    }

    [Fact]
    public void AStudentLearnsAndTellsThem()
    {
        File.WriteAllBytes(folder.In("exact.onnx"), Exact().ToBytes());
        var recipe = $$"""
            dataset: { table: { train: {{folder.In("t.csv")}}, test: {{folder.In("t.csv")}}, values: [when], validation: 40 } }
            teachers: [ { path: exact.onnx } ]
            student: student.yaml
            batch: 40
            stages: [ { name: s, epochs: 40, loss: [ { squared-error: {} } ], optimizer: { adam: { rate: 1e-2 } } } ]
            """;
        var options = new DeepOptDistill.Distillation.Recipes.RunOptions { Out = folder.In("run"), Threads = 1 };
        var record = new Distiller(Tiny.Place(folder)).Run(
            new RecipeReader(Tiny.Place(folder)).Read(Tiny.Write(folder, recipe, Net), Purpose.Distill),
            options
        );
        var student = record.Models[^1];
        Assert.Equal(1, record.Models[0].RSquared!.Value, 1e-9);
        Assert.InRange(student.RSquared!.Value, 0.9, 0.999999);
        Assert.InRange(student.Outputs![0].RootMeanSquaredError!.Value, 0.01, 40);
        Assert.Equal(["float64", "float64"], Types(OnnxModel.Read(folder.In("run", "student.onnx"))));
        // Raw rows in, seconds out.
        using var session = new InferenceSession(folder.In("run", "student.onnx"));
        using var row = OrtValue.CreateTensorValueFromMemory([Epoch + 100, 3.0], [1, 2]);
        using var plain = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var answers = session.Run(plain, ["features"], [row], ["values"]);
        Assert.InRange(answers[0].GetTensorDataAsSpan<double>()[0], Epoch + 230 - 120, Epoch + 230 + 120);
        // The file is a teacher like any other, with the same score.
        var again = Evaluator.Of(
            folder.In("run"),
            new TableDataset
            {
                Train = folder.In("t.csv"),
                Test = folder.In("t.csv"),
                Values = ["when"],
                Validation = 40,
            }
                .Load(new(folder.Path), new Core.Seed(1))
                .Test,
            Tiny.Place(folder),
            1
        );
        Assert.Equal(student.RSquared.Value, again.RSquared!.Value, 1e-6);
    }

    /// <summary>when = stamp + 10·x + 100.</summary>
    private static string Row(int i) => FormattableString.Invariant($"{Epoch + i},{i * 7 % 11},{Epoch + i + (10 * (i * 7 % 11)) + 100}");

    private static OnnxModel Exact()
    {
        var graph = new GraphBuilder("exact");
        graph.Input("rows", null, 2);
        graph.AsDouble("rows");
        var sum = graph.Node("MatMul", "sum", ["rows", graph.Constant("w", [1.0, 10.0], 2, 1)]);
        graph.Output(graph.Node("Add", "later", [sum, graph.Constant("b", [100.0], 1)]), "when", null, 1);
        graph.AsDouble("when");
        return graph.Build();
    }

    private static IEnumerable<string> Types(OnnxModel model) =>
        model
            .Inputs.Concat(model.Outputs)
            .Select(tensor => tensor.ElementType == TensorProto.Types.DataType.Double ? "float64" : $"{tensor.ElementType}");
}
