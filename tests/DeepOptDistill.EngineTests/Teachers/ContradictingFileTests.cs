using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;
using Google.Protobuf;
using AttributeType = DeepOptDistill.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Files whose run contradicts what they declare, and files that the runtime does not take: said in plain words, or understood.
/// </summary>
public sealed class ContradictingFileTests : IDisposable
{
    private static readonly SampleShape Images = new(1, 4, 4);
    private readonly TeacherFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Converters declare one number for XGBoost's two classes; the operator answers two.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void ABinaryTreeEnsembleAnswersTwoClassesWhateverItDeclares(int? declared)
    {
        folder.With(Trees(declared));
        var shape = new SampleShape(2, 1, 1) { Numbers = SampleNumbers.Float32 };
        using var teacher = folder.Open(shape: shape, classes: 2);
        var answers = new float[4];
        teacher.Answer(MemoryMarshal.AsBytes<float>([0.2f, 0, 0.9f, 0]), 2, answers);
        Assert.Equal([-2, 2], [Math.Round(answers[1] - answers[0], 4), Math.Round(answers[3] - answers[2], 4)]);
    }

    [Fact]
    public void AFreeBatchThatIsOneInsideIsSaid()
    {
        folder.With(Layers(graph => graph.Node("Reshape", "one", ["x", graph.Constant("shape", [1, 16])])));
        var problem = Problem();
        Assert.Equal("a network that answers one image and refuses two, in Reshape", problem.Found);
        Assert.Contains("as its free batch says", problem.Expected, StringComparison.Ordinal);
        Assert.Contains("export the network again with −1 there", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ABatchOfZeroIsSaid()
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        proto.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 0 };
        folder.With(new OnnxModel(proto));
        Assert.Equal("input 'x' of shape 0×1×4×4, which holds nothing", Problem().Found);
        Assert.Contains(
            "holds nothing",
            Assert.Throws<InputException>(() => ModelInspection.Inspect(folder.File)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AnInputThatIsPassedOnIsNoAnswer()
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        proto.Graph.Output[0] = proto.Graph.Input[0].Clone();
        folder.With(new OnnxModel(proto));
        Assert.Equal("output 'x', which is its input, passed on", Problem().Found);
    }

    [Fact]
    public void AnOldOpsetIsSaid()
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        (proto.IrVersion, proto.OpsetImport[0].Version) = (3, 6);
        Replace(proto.Graph, "MatMul", "Gemm", "b");
        folder.With(new OnnxModel(proto));
        Assert.Equal("operator Gemm of opset 6", Problem().Found);
        Assert.Contains("convert_version", Problem().Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Bfloat16IsSaid()
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        var weights = proto.Graph.Initializer.Single(i => i.Name == "w");
        (weights.DataType, weights.RawData) = ((int)DataType.Bfloat16, ByteString.CopyFrom(new byte[16 * 3 * 2]));
        proto.Graph.Node[^1].Input[0] = "half";
        proto.Graph.Node.Insert(
            proto.Graph.Node.Count - 1,
            new NodeProto
            {
                OpType = "Cast",
                Input = { "flat" },
                Output = { "half" },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "to",
                        Type = AttributeType.Int,
                        I = (long)DataType.Bfloat16,
                    },
                },
            }
        );
        proto.Graph.Node[^1].Output[0] = "short";
        proto.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Cast",
                Input = { "short" },
                Output = { "logits" },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "to",
                        Type = AttributeType.Int,
                        I = (long)DataType.Float,
                    },
                },
            }
        );
        folder.With(new OnnxModel(proto));
        Assert.Equal("operator MatMul on bfloat16", Problem().Found);
        Assert.Contains("model.float()", Problem().Remedy, StringComparison.Ordinal);
    }

    /// <summary>A table that is asked by the samples: the probe's largest asks for row 1, the data for rows that are not there.</summary>
    [Fact]
    public void SamplesAtWhichTheRuntimeStopsAreSaid()
    {
        var shape = new SampleShape(1, 1, 1) { Numbers = SampleNumbers.Float32 };
        folder.With(Table(rows: 1));
        var atOnce = Assert.Throws<InputException>(() => folder.Open(shape: shape, classes: 3)).Problems[0];
        Assert.Contains("samples at which ONNX Runtime stops", atOnce.Found, StringComparison.Ordinal);
        folder.With(Table(rows: 256));
        using var teacher = folder.Open(shape: shape, classes: 3);
        var error = Assert.Throws<RunFailedException>(() =>
            teacher.Answer(MemoryMarshal.AsBytes<float>([1, 2, 300, 4]), 4, new float[12], first: 128)
        );
        Assert.Equal("teacher mine, samples 128 to 131", error.Problem.Where);
    }

    [Theory]
    [InlineData(50_000_000)]
    [InlineData(1L << 40)]
    public void AFixedBatchBeyondMemoryIsSaid(long batch)
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        proto.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = batch };
        folder.With(new OnnxModel(proto));
        Assert.Contains("2²⁸ numbers", Problem().Expected, StringComparison.Ordinal);
        Assert.Contains(
            "2²⁸ numbers",
            Assert.Throws<InputException>(() => ModelInspection.Inspect(folder.File)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// Neither the weights of a layer nor a constant may be sparse and have no numbers: said, where it is run or looked at.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SparseWeightsWithoutNumbersAreSaid(bool asNode)
    {
        var proto = Layers(graph => graph.Node("Flatten", "flat", ["x"])).Proto.Clone();
        proto.Graph.Initializer.Remove(proto.Graph.Initializer.Single(i => i.Name == "w"));
        var empty = new SparseTensorProto { Dims = { 16, 3 } };
        var attribute = new AttributeProto
        {
            Name = "sparse_value",
            Type = AttributeType.SparseTensor,
            SparseTensor = empty,
        };
        if (asNode)
            proto.Graph.Node.Insert(
                0,
                new NodeProto
                {
                    OpType = "Constant",
                    Output = { "w" },
                    Attribute = { attribute },
                }
            );
        else
            proto.Graph.SparseInitializer.Add(empty);
        folder.With(new OnnxModel(proto));
        Assert.NotEmpty(Problem().Found);
        Assert.NotEmpty(Assert.Throws<InputException>(() => ModelInspection.Inspect(folder.File)).Problems);
    }

    private static OnnxModel Table(int rows)
    {
        var graph = new GraphBuilder("table");
        graph.Input("x", null, 1);
        var place = graph.Node(
            "Cast",
            "place",
            [graph.Node("Reshape", "flat", ["x", graph.Constant("shape", [-1])])],
            ("to", (int)DataType.Int64)
        );
        graph.Output(
            graph.Node(
                "Gather",
                "row",
                [graph.Constant("rows", [.. Enumerable.Range(0, rows * 3).Select(i => MathF.Sin(i))], rows, 3), place]
            ),
            "logits",
            null,
            3
        );
        return graph.Build();
    }

    private Problem Problem() => Assert.Single(Assert.Throws<InputException>(() => folder.Open(shape: Images, classes: 3)).Problems);

    /// <summary>One layer behind whatever makes rows of 16.</summary>
    private static OnnxModel Layers(Func<GraphBuilder, string> rows)
    {
        var graph = new GraphBuilder("layers");
        graph.Input("x", null, 1, 4, 4);
        graph.Output(
            graph.Node("MatMul", "y", [rows(graph), graph.Constant("w", [.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i))], 16, 3)]),
            "logits",
            null,
            3
        );
        return graph.Build();
    }

    private static void Replace(GraphProto graph, string op, string by, string added)
    {
        graph.Initializer.Add(
            new TensorProto
            {
                Name = added,
                DataType = (int)DataType.Float,
                Dims = { 3 },
                RawData = ByteString.CopyFrom(new byte[12]),
            }
        );
        var node = graph.Node.Single(n => n.OpType == op);
        node.OpType = by;
        node.Input.Add(added);
    }

    /// <summary>A stump x₀ &lt; 0.5 ? −2 : 2 and a logistic function behind it.</summary>
    private static OnnxModel Trees(int? declared)
    {
        AttributeProto Ints(string name, params long[] values) =>
            new()
            {
                Name = name,
                Type = AttributeType.Ints,
                Ints = { values },
            };
        AttributeProto Floats(string name, params float[] values) =>
            new()
            {
                Name = name,
                Type = AttributeType.Floats,
                Floats = { values },
            };
        AttributeProto Text(string name, string value) =>
            new()
            {
                Name = name,
                Type = AttributeType.String,
                S = ByteString.CopyFromUtf8(value),
            };
        var node = new NodeProto
        {
            OpType = "TreeEnsembleClassifier",
            Domain = "ai.onnx.ml",
            Input = { "rows" },
            Output = { "label", "probabilities" },
        };
        node.Attribute.AddRange([
            Ints("nodes_treeids", 0, 0, 0),
            Ints("nodes_nodeids", 0, 1, 2),
            Ints("nodes_featureids", 0, 0, 0),
            Floats("nodes_values", 0.5f, 0, 0),
            Ints("nodes_truenodeids", 1, 0, 0),
            Ints("nodes_falsenodeids", 2, 0, 0),
            Ints("nodes_missing_value_tracks_true", 0, 0, 0),
            Floats("nodes_hitrates", 1, 1, 1),
            Ints("class_treeids", 0, 0),
            Ints("class_nodeids", 1, 2),
            Ints("class_ids", 0, 0),
            Floats("class_weights", -2, 2),
            Text("post_transform", "LOGISTIC"),
            Ints("classlabels_int64s", 0, 1),
            new AttributeProto
            {
                Name = "nodes_modes",
                Type = AttributeType.Strings,
                Strings = { new[] { "BRANCH_LT", "LEAF", "LEAF" }.Select(ByteString.CopyFromUtf8) },
            },
        ]);
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = new GraphProto
            {
                Name = "trees",
                Node = { node },
                Input = { Tensor("rows", DataType.Float, null, 2) },
                Output = { Tensor("label", DataType.Int64, (int?)null), Tensor("probabilities", DataType.Float, null, declared) },
            },
        };
        model.OpsetImport.Add([new OperatorSetIdProto { Version = 15 }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 }]);
        return new OnnxModel(model);
    }

    private static ValueInfoProto Tensor(string name, DataType type, params int?[] shape)
    {
        var dimensions = new TensorShapeProto
        {
            Dim =
            {
                shape.Select(length =>
                    length is { } fixedLength
                        ? new TensorShapeProto.Types.Dimension { DimValue = fixedLength }
                        : new TensorShapeProto.Types.Dimension { DimParam = "N" }
                ),
            },
        };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions },
            },
        };
    }
}
