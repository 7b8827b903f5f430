using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>A graph that is none: told of a student before any work, at its line of the recipe, and never by a crash.</summary>
public sealed class BrokenGraphTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Each fault is named: the node, the tensor or the number.</summary>
    [Theory]
    [InlineData("a cycle", "not acyclic")]
    [InlineData("a tensor that is nowhere", "'nothing'")]
    [InlineData("shapes that contradict", "784")]
    [InlineData("a weight of NaN", "NaN in w")]
    [InlineData("numbers cut off", "'w'")]
    [InlineData("a later opset", "operators of opset 99; expected opset 26 or older")]
    [InlineData("an unknown operator", "Frobnicate")]
    [InlineData("a name twice", "(g)")]
    [InlineData("an output from nowhere", "output (y) does not exist")]
    [InlineData("a million nodes", "a graph of 1,000,002 nodes; expected at most 100,000")]
    public void AStudentIsToldBeforeWork(string fault, string named)
    {
        var proto = Sound();
        Break(proto, fault);
        File.WriteAllBytes(folder.In("net.onnx"), proto.ToByteArray());
        var recipe = Tiny.Write(
            folder,
            """
            dataset: { fashion-mnist-small: { limit: 1000 } }
            student: { onnx: net.onnx }
            stages: [ { name: s, epochs: 1, optimizer: { adam: {} }, loss: [ cross-entropy ] } ]
            """
        );
        var error = Assert.Throws<InputException>(() => new Distiller(Tiny.Place(folder)).Check(recipe, Purpose.Train));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime_src", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("teacher net", error.Message, StringComparison.Ordinal);
    }

    private static ModelProto Sound()
    {
        var graph = new GraphBuilder("net");
        graph.Input("x", null, 1, 28, 28);
        var flat = graph.Node("Flatten", "f", ["x"]);
        var weights = graph.Constant("w", [.. Enumerable.Range(0, 7840).Select(i => (i % 13 - 6) * 0.01f)], 784, 10);
        graph.Output(graph.Node("Gemm", "g", [flat, weights]), "y", null, 10);
        return graph.Build().Proto.Clone();
    }

    private static void Break(ModelProto model, string fault)
    {
        var (nodes, weights) = (model.Graph.Node, model.Graph.Initializer[0]);
        switch (fault)
        {
            case "a cycle":
                nodes.Add(Node("Add", "a", "f", "b"));
                nodes.Add(Node("Relu", "b", "a"));
                nodes[1].Input[0] = "b";
                break;
            case "a tensor that is nowhere":
                nodes[1].Input.Add("nothing");
                break;
            case "shapes that contradict":
                (weights.Dims[0], weights.RawData) = (700, ByteString.CopyFrom(weights.RawData.ToByteArray()[..(700 * 40)]));
                break;
            case "a weight of NaN":
                weights.RawData = ByteString.CopyFrom([.. BitConverter.GetBytes(float.NaN), .. weights.RawData.ToByteArray()[4..]]);
                break;
            case "numbers cut off":
                weights.RawData = ByteString.CopyFrom(weights.RawData.ToByteArray()[..400]);
                break;
            case "a later opset":
                model.OpsetImport[0].Version = 99;
                break;
            case "an unknown operator":
                nodes.Add(Node("Frobnicate", "q", "f"));
                nodes[1].Input[0] = "q";
                break;
            case "a name twice":
                nodes.Add(nodes[1].Clone());
                break;
            case "an output from nowhere":
                nodes[1].Output[0] = "z";
                break;
            case "a million nodes":
                nodes.Add(Enumerable.Range(0, 1_000_000).Select(i => Node("Relu", $"a{i + 1}", i == 0 ? "f" : $"a{i}")));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault");
        }
    }

    private static NodeProto Node(string op, string output, params string[] inputs) =>
        new()
        {
            OpType = op,
            Name = output,
            Input = { inputs },
            Output = { output },
        };
}
