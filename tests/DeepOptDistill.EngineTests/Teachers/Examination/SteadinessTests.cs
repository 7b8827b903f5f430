using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Teachers.Examination;
using Google.Protobuf;

namespace DeepOptDistill.EngineTests.Teachers.Examination;

/// <summary>Teachers that answer the same sample differently, again or beside others, are found; on real images.</summary>
public sealed class SteadinessTests : IDisposable
{
    private static readonly TeacherSpec Mine = new() { Name = "mine" };
    private static readonly Lazy<SampleSet> Test = new(() => new FashionMnistSmall().Load(new("none"), new Seed(1)).Test);
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("RandomNormalLike")]
    [InlineData("Dropout")]
    public void WhoDrawsIsNotRepeatable(string op)
    {
        folder.With("fashion-cnn-a", graph => Behind(graph, logits => op == "Dropout" ? Dropped(graph, logits) : Noisy(logits)));
        var finding = Finding();
        Assert.Equal("not-repeatable", finding.Name);
        Assert.Contains("the same 8 samples asked twice: answers differ by up to ", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains($"its graph holds {op} '", finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("model.eval()", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoTakesAwayTheBatchsMeanDependsOnIt()
    {
        folder.With(
            "fashion-cnn-a",
            graph =>
                Behind(
                    graph,
                    logits =>
                        [
                            Node("ReduceMean", [logits], "mean", Ints("axes", 0), Int("keepdims", 1)),
                            Node("Sub", [logits, "mean"], "answers"),
                        ]
                )
        );
        var finding = Finding();
        Assert.Equal("depends-on-batch", finding.Name);
        Assert.Contains("8 samples asked together and one by one", finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>Columns that sum to 1 are no distributions over classes: the reason is said, not another kind of answers.</summary>
    [Fact]
    public void ASoftmaxOverTheBatchIsFoundAndRefusedForThat()
    {
        folder.With("fashion-cnn-a", graph => Behind(graph, logits => [Node("Softmax", [logits], "answers", Int("axis", 0))]));
        Assert.Equal("depends-on-batch", Finding().Name);
        Assert.Contains("its graph holds Softmax 'answers'", Finding().Evidence, StringComparison.Ordinal);
        var message = Assert.Throws<InputException>(() => folder.Open(Mine)).Message;
        Assert.Contains("asked together and one by one", message, StringComparison.Ordinal);
        Assert.DoesNotContain("kind: sigmoid", message, StringComparison.Ordinal);
    }

    private Finding Finding() =>
        Assert.Single(TeacherExamination.Of(Mine, folder.Path, Test.Value, Beginning.Quick with { Budget = null }).Findings);

    /// <summary>Nodes behind the last one, the last of which makes <c>answers</c>.</summary>
    private static void Behind(GraphProto graph, Func<string, IEnumerable<NodeProto>> nodes)
    {
        graph.Node.AddRange([.. nodes(graph.Output[0].Name)]);
        graph.Output[0].Name = "answers";
    }

    private static NodeProto[] Noisy(string logits) =>
        [Node("RandomNormalLike", [logits], "noise"), Node("Add", [logits, "noise"], "answers")];

    private static NodeProto[] Dropped(GraphProto graph, string logits)
    {
        graph.Initializer.Add(
            new TensorProto
            {
                Name = "ratio",
                DataType = (int)TensorProto.Types.DataType.Float,
                RawData = ByteString.CopyFrom(BitConverter.GetBytes(0.5f)),
            }
        );
        graph.Initializer.Add(
            new TensorProto
            {
                Name = "training",
                DataType = (int)TensorProto.Types.DataType.Bool,
                RawData = ByteString.CopyFrom([1]),
            }
        );
        return [Node("Dropout", [logits, "ratio", "training"], "answers")];
    }

    private static NodeProto Node(string op, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    private static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Int,
            I = value,
        };

    private static AttributeProto Ints(string name, params long[] values) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { values },
        };
}
