using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Planning;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Reporting;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Teachers with tensors of any type and operators that nobody described: a run ends with what is known of them.</summary>
public class UncountedTeacherTests
{
    /// <summary>Its logits come out of a sequence.</summary>
    [Fact]
    public void ATeacherWithASequenceIsMeasured()
    {
        using var folder = new TemporaryFolder();
        var proto = OnnxModel.Read(Repository.In("teachers", "fashion-cnn-a", "model.onnx")).Proto.Clone();
        var last = proto.Graph.Node.Single(n => n.Output.Contains(proto.Graph.Output[0].Name));
        last.Output[0] = "before";
        proto.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "zero",
                DataType = (int)TensorProto.Types.DataType.Int64,
                Int64Data = { 0 },
            }
        );
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "SequenceConstruct",
                Input = { "before" },
                Output = { "sequence" },
            }
        );
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "SequenceAt",
                Input = { "sequence", "zero" },
                Output = { proto.Graph.Output[0].Name },
            }
        );
        var record = Run(folder, new OnnxModel(proto));
        var plain = ModelMeasure.Of(Repository.In("teachers", "fashion-cnn-a", "model.onnx"));
        Assert.Equal((plain.Parameters, plain.Macs), (record.Models[0].Parameters, record.Models[0].Macs));
        Assert.True(record.Models[0].Accuracy > 0.9);
    }

    /// <summary>Distances to points: the operator is named before the run and after it, and its numbers are at least.</summary>
    [Fact]
    public void ATeacherOfAnUnknownOperatorIsAtLeast()
    {
        using var folder = new TemporaryFolder();
        var heard = new List<string>();
        var record = Run(folder, Distances(), heard);
        Assert.Contains(
            heard,
            said =>
                said.EndsWith("it has at least 0 multiply-accumulates, as com.microsoft.CDist cannot be counted.", StringComparison.Ordinal)
        );
        Assert.Contains(
            heard,
            said =>
                said.EndsWith("it has at least 0 parameters, as those of com.microsoft.CDist cannot be counted.", StringComparison.Ordinal)
        );
        Assert.Equal(["com.microsoft.CDist"], record.Models[0].MacsUnknown);
        Assert.Equal(["com.microsoft.CDist"], record.Models[0].ParametersUnknown);
        Assert.Empty(record.Models[^1].MacsUnknown);
        Assert.Contains("At least: com.microsoft.CDist could not be counted.", Report.Markdown(record), StringComparison.Ordinal);
    }

    /// <summary>What is not known of the teacher is no limit for its students.</summary>
    [Fact]
    public void StudentsOfSuchATeacherArePlanned()
    {
        using var folder = new TemporaryFolder();
        Distances().Write(folder.In("model.onnx"));
        var request = new PlanRequest
        {
            Teacher = folder.In("model.onnx"),
            Budget = new Budget { Parameters = 2_000 },
        };
        var plan = new Planner(Tiny.Place(folder)).Plan(request).Plan;
        Assert.All(plan.Candidates, candidate => Assert.InRange(candidate.Parameters, 1, 2_000));
        Assert.Equal(["com.microsoft.CDist"], plan.Teacher.MacsUnknown);
    }

    /// <summary>Minus the distance to ten points.</summary>
    private static OnnxModel Distances()
    {
        var graph = new GraphBuilder("distances");
        var flat = graph.Node("Flatten", "flat", [graph.Input("x", null, 1, 28, 28)]);
        var far = graph.Node("CDist", "far", [flat, graph.Constant("points", BareRuntime.Numbers(7840), 10, 784)], ("metric", "euclidean"));
        graph.Output(graph.Node("Neg", "near", [far]), "y", null, 10);
        var proto = graph.Build().Proto;
        proto.Graph.Node[1].Domain = "com.microsoft";
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return new OnnxModel(proto);
    }

    private static RunRecord Run(TemporaryFolder folder, OnnxModel teacher, List<string>? heard = null)
    {
        Directory.CreateDirectory(folder.In("mine"));
        teacher.Write(folder.In("mine", "model.onnx"));
        File.WriteAllText(folder.In("mine", "teacher.yaml"), "name: mine\noutput: { kind: logits }\n");
        var path = Tiny.Write(
            folder,
            Tiny.Recipe.Replace("{ name: fashion-cnn-a }, { name: fashion-residual-b }", "{ path: mine }", StringComparison.Ordinal)
        );
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(path, overrides: ["stages[0].epochs=1"], warn: (heard ?? []).Add);
        return distiller.Run(recipe, new RunOptions { Out = folder.In("run") });
    }
}
