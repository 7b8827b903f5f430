using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;

namespace DeepOptDistill.EngineTests.Distillation.Tasks;

/// <summary>
/// Teachers of labels and of values answer as their makers do, are scored as scikit-learn scores them, and are named where they are wrong.
/// </summary>
public sealed class TaskTeacherTests
{
    [Theory]
    [InlineData("forest", 1e-5)]
    [InlineData("ridge", 1e-5)]
    [InlineData("pairs-cnn", 2e-5)]
    [InlineData("pairs-mlp", 2e-5)]
    public void AnswersAsItsMakerDoes(string name, double tolerance)
    {
        var data = TaskFixture.Data(name);
        var opinions = Grading.Opinions(TaskFixture.Asked(TaskFixture.Spec(name), data), data.Test);
        var expected = TaskFixture.Answers(name).SelectMany(row => row).ToList();
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], opinions[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
    }

    [Theory]
    [InlineData("forest")]
    [InlineData("ridge")]
    public void ValuesAreScoredAsByScikitLearn(string name)
    {
        var graded = Graded(name);
        Assert.Equal(TaskFixture.Score(name, "r2").GetDouble(), graded.RSquared!.Value, 1e-4);
        for (var d = 0; d < 2; d++)
        {
            var (rmse, mae) = (TaskFixture.Score(name, "rmse")[d].GetDouble(), TaskFixture.Score(name, "mae")[d].GetDouble());
            Assert.Equal(1, graded.Outputs![d].RootMeanSquaredError!.Value / rmse, 1e-4);
            Assert.Equal(1, graded.Outputs![d].MeanAbsoluteError!.Value / mae, 1e-4);
        }
        Assert.InRange(graded.RSquared!.Value, graded.RSquaredLow!.Value, graded.RSquaredHigh!.Value);
        Assert.Null(graded.Accuracy);
    }

    [Theory]
    [InlineData("pairs-cnn")]
    [InlineData("pairs-mlp")]
    public void LabelsAreScoredAsByScikitLearn(string name)
    {
        var graded = Graded(name);
        Assert.Equal(TaskFixture.Score(name, "exact").GetDouble(), graded.Accuracy!.Value, 1e-9);
        Assert.Equal(TaskFixture.Score(name, "map").GetDouble(), graded.MeanAveragePrecision!.Value, 1e-5);
        Assert.Equal(TaskFixture.Score(name, "micro_f1").GetDouble(), graded.MicroF1!.Value, 1e-9);
        Assert.Equal(TaskFixture.Score(name, "macro_f1").GetDouble(), graded.Outputs!.Average(output => output.F1!.Value), 1e-9);
    }

    [Fact]
    public void LabelsAreMixedOneByOne()
    {
        float[] a = [2, -1, 0],
            b = [-1, -3, 4],
            rows = [.. a, .. b],
            mixed = new float[3];
        new Mixture(new MeanProbabilities()) { Task = TaskKind.Labels }.Mix([.. rows], 2, 2, mixed);
        for (var k = 0; k < 3; k++)
            Assert.Equal((Sigmoid(a[k] / 2) + Sigmoid(b[k] / 2)) / 2, mixed[k], 1e-6);
        new Mixture(new MeanLogits()) { Task = TaskKind.Labels }.Mix([.. rows], 2, 1, mixed);
        for (var k = 0; k < 3; k++)
            Assert.Equal(Sigmoid((a[k] + b[k]) / 2), mixed[k], 1e-6);
    }

    [Fact]
    public void ValuesAreMixedByTheirWeightedMean()
    {
        var mixed = new float[2];
        new Mixture(new MeanLogits { Weights = [3, 1] }) { Task = TaskKind.Values }.Mix([100, -1, 200, 3], 2, 7, mixed);
        Assert.Equal([125, 0], mixed);
    }

    [Fact]
    public void WeightsOfLabelTeachersAreFitted()
    {
        var answers = new LabelledAnswers(
            [TaskFixture.Asked(TaskFixture.Spec("pairs-cnn"), TaskFixture.Pairs), new float[TaskFixture.Pairs.Test.Count * 10]],
            TaskFixture.Pairs.Test
        );
        var fitted = Mixture.Fit(new Stacking(), calibrate: false, answers);
        Assert.InRange(fitted.Rule.StatedWeights[0], 0.9, 1);
    }

    /// <summary>Answers in thousands: what a fit adds to a factor of a thousand is noise, and is not advised.</summary>
    [Theory]
    [InlineData(1000f, "output: { scale: [1000] }")]
    [InlineData(0.1f, "output: { scale: [0.1] }")]
    public void APowerOfTenIsAdvisedWhereItIsAsGood(float factor, string repair)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var rows = Enumerable
            .Range(0, 300)
            .Select(i => (X: i / 10f, Y: (i / 10f) + (0.3 * random.NextDouble())))
            .Select(row => FormattableString.Invariant($"{row.X},{factor * row.Y}"));
        File.WriteAllText(folder.In("t.csv"), $"x,y\n{string.Join('\n', rows)}\n");
        var graph = new DeepOptDistill.Onnx.GraphBuilder("same");
        graph.Output(graph.Node("Mul", "y", [graph.Input("x", null, 1), graph.Constant("one", [1f], 1)]), "y", null, 1);
        graph.Build().Write(folder.In("same.onnx"));
        var data = new Data.Readers.TableDataset
        {
            Train = folder.In("t.csv"),
            Values = ["y"],
            TestShare = 0.2,
        }.Load(new(folder.Path), new Seed(1));
        var spec = new TeacherSpec { Name = "same", Model = "same.onnx" };
        var finding = Assert.Single(ToldExamination.Of(spec, folder.Path, data.Train).Findings);
        Assert.Equal(repair, Assert.Single(finding.Lines));
    }

    [Fact]
    public void ValuesInAnotherUnitAreNamedWithTheRepair()
    {
        var data = new Data.Readers.TableDataset
        {
            Train = "diabetes-train.csv",
            Test = "diabetes-test.csv",
            Values = ["progression"],
            Ignore = ["remission"],
            Validation = 42,
        }.Load(new Data.Sources.DataFolder(TaskFixture.Folder), new Seed(1));
        var wrong = TaskFixture.Spec("standardized");
        var found = ToldExamination.Of(wrong, TaskFixture.Folder, data.Train);
        var finding = Assert.Single(found.Findings);
        Assert.Equal(Fault.WrongUnits, finding.Fault);
        Assert.InRange(found.Accuracy, -10, 0);
        var numbers = System
            .Text.RegularExpressions.Regex.Matches(finding.Remedy, @"\[([0-9.]+)\]")
            .Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        var repaired = ToldExamination.Of(
            wrong with
            {
                Output = new() { Scale = [numbers[0]], Shift = [numbers[1]] },
            },
            TaskFixture.Folder,
            data.Train
        );
        Assert.Empty(repaired.Findings);
        Assert.InRange(repaired.Accuracy, 0.4, 0.7);
        using var plain = Teacher.Open(wrong, TaskFixture.Folder, data.Shape, data.Classes, 1, data.Task);
        using var other = Teacher.Open(
            wrong with
            {
                Output = new() { Scale = [numbers[0]], Shift = [numbers[1]] },
            },
            TaskFixture.Folder,
            data.Shape,
            data.Classes,
            1,
            data.Task
        );
        Assert.NotEqual(plain.Key, other.Key);
    }

    [Fact]
    public void ASlowTeacherIsAskedNoMoreThanTheBudgetAllows()
    {
        var options = new ExaminationOptions { Budget = TimeSpan.Zero };
        var found = ToldExamination.Of(TaskFixture.Spec("pairs-cnn"), TaskFixture.Folder, TaskFixture.Pairs.Train, options);
        Assert.Equal(64, found.Images);
        Assert.Empty(found.Findings);
        Assert.Equal(1000, ToldExamination.Of(TaskFixture.Spec("pairs-cnn"), TaskFixture.Folder, TaskFixture.Pairs.Train).Images);
    }

    [Fact]
    public void GoodTeachersHaveNoFindings()
    {
        foreach (var name in (string[])["forest", "ridge", "pairs-cnn", "pairs-mlp"])
            Assert.Empty(ToldExamination.Of(TaskFixture.Spec(name), TaskFixture.Folder, TaskFixture.Data(name).Train).Findings);
    }

    [Fact]
    public void LabelsInAnotherOrderAreWorseThanNothing()
    {
        var turned = TaskFixture.Spec("pairs-cnn") with
        {
            Output = new() { Classes = [.. Enumerable.Range(0, 10).Select(k => $"{(k + 3) % 10}")] },
        };
        Assert.Equal(
            Fault.NearChance,
            Assert.Single(ToldExamination.Of(turned, TaskFixture.Folder, TaskFixture.Pairs.Train).Findings).Fault
        );
    }

    [Theory]
    [InlineData(
        "pairs-cnn",
        OutputKind.Logits,
        "Say so in its description (teacher.yaml, or beside its path in the recipe): output: { kind: sigmoid }"
    )]
    [InlineData("pairs-cnn", OutputKind.Probabilities, "logits or sigmoid, as the data set has labels")]
    [InlineData("ridge", OutputKind.Logits, "values, as the data set has values")]
    public void TheWrongKindIsRefused(string name, OutputKind kind, string expected)
    {
        var spec = TaskFixture.Spec(name) with { Output = new() { Kind = kind } };
        Assert.Contains(
            expected,
            Assert.Throws<InputException>(() => TaskFixture.Asked(spec, TaskFixture.Data(name))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ASoftmaxOverLabelsIsRefusedUnlessItIsMeant()
    {
        using var folder = new TemporaryFolder();
        var proto = OnnxModel.Read(Path.Combine(TaskFixture.Folder, "pairs-mlp.onnx")).Proto.Clone();
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Softmax",
                Name = "behind",
                Input = { proto.Graph.Output[0].Name },
                Output = { "shares" },
            }
        );
        proto.Graph.Output[0].Name = "shares";
        File.WriteAllBytes(folder.In("softmax.onnx"), new OnnxModel(proto).ToBytes());
        Teacher Open(OutputKind? kind) =>
            Teacher.Open(
                new TeacherSpec
                {
                    Name = "s",
                    Model = "softmax.onnx",
                    Output = new() { Kind = kind },
                },
                folder.Path,
                TaskFixture.Pairs.Shape,
                TaskFixture.Pairs.Classes,
                1,
                TaskKind.Labels
            );
        Assert.Contains("labels compete", Assert.Throws<InputException>(() => Open(null)).Message, StringComparison.Ordinal);
        using var meant = Open(OutputKind.Sigmoid);
        Assert.Equal(10, meant.Classes);
    }

    private static ModelRecord Graded(string name)
    {
        var data = TaskFixture.Data(name);
        var blank = new ModelRecord
        {
            Name = name,
            Role = Role.Teacher,
            Parameters = 0,
            Macs = 0,
            Bytes = 0,
            LatencyMsMedian = 0,
        };
        return Grading.Of(blank, TaskFixture.Asked(TaskFixture.Spec(name), data), data.Test);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
