using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// A network of an ONNX file as a student: begins as the file, learns as the same layers do, is written back into the same graph.
/// </summary>
public sealed class ImportedNetworkTests : IDisposable
{
    private static readonly StudentSpec Layers = Nets.Of(
        new Conv { Channels = 8, Padding = 1 },
        new BatchNorm(),
        new ReLU(),
        new Residual { Layers = [new Conv { Channels = 8, Padding = 1 }, new BatchNorm(), new LeakyReLU()] },
        new Conv
        {
            Channels = 6,
            Stride = 2,
            Bias = true,
        },
        new PReLU(),
        new MaxPool(),
        new GlobalAveragePool(),
        new Linear { Features = 10 }
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Graph, names, opset and metadata stay; what it answers is what the file answers.</summary>
    [Theory]
    [InlineData("fashion-cnn-a")]
    [InlineData("fashion-residual-b")]
    [InlineData("fashion-wide-c")]
    [InlineData("fashion-wide-d")]
    public void UntrainedItIsTheFile(string teacher)
    {
        var home = Path.Combine(Repository.Root, "teachers", teacher);
        var images = Nets.Images(20, shape: new SampleShape(1, 28, 28));
        using var open = Teacher.Open(new TeacherSpec { Name = teacher }, home, images.Shape, 10, 1);
        var expected = new float[images.Count * 10];
        open.Answer(images, images.Count, expected);
        var file = OnnxModel.Read(Path.Combine(home, "model.onnx"));
        var input = new InputSpec { Shape = [1, 28, 28] };
        var kind = open.Spec.Output.Kind == OutputKind.Probabilities ? AnswerKind.Distribution : AnswerKind.Numbers;
        using var network = Network.Build(Import(file, input, open.Spec.Input.Name!, open.Spec.Output.Name!, kind: kind), new Seed(1));
        Nets.Close(Normalized(expected), Normalized(Predictor.Logits(network, images, images.Count)), 2e-5);
        Assert.Equal(file.ToBytes(), OnnxExport.Of(network).Model.ToBytes());
        Assert.True(network.Layers.Count > 4);
    }

    /// <summary>The same layers, written by hand and read from a file, learn the same.</summary>
    [Fact]
    public void ItLearnsAsTheLayersDo()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        using var imported = Network.Build(Import(Unfolded(layers), Layers.Input, "image", "answer"), new Seed(9));
        var images = Nets.Images(40, 8);
        Nets.Close(Predictor.Logits(layers, images, 40), Predictor.Logits(imported, images, 40), 1e-5);
        Train(layers, "a");
        Train(imported, "b");
        Nets.Close(Predictor.Logits(layers, images, 40), Predictor.Logits(imported, images, 40), 2e-3);
        Nets.Close(
            Predictor.Logits(imported, images, 40),
            Nets.Onnx(Standardized(OnnxExport.Of(imported).Model), images, folder.Path),
            1e-4
        );
        var numbers = Numbers(Unfolded(layers));
        Assert.DoesNotContain(imported.Spec.Source!.Learned, name => name.Contains("running", StringComparison.Ordinal));
        foreach (var (name, values) in Numbers(OnnxExport.Of(imported).Model))
            Nets.Close(numbers[name], values, 5e-3);
    }

    /// <summary>What the input is standardized by was measured: no training changes it.</summary>
    [Fact]
    public void WhatTheInputIsStandardizedByStays()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var learned = Import(Standardized(Unfolded(layers)), Layers.Input, "image", "answer").Source!.Learned;
        Assert.DoesNotContain(learned, name => name is "mean" or "deviation");
        Assert.Contains("conv1.weight", learned);
    }

    [Fact]
    public void WhatIsFrozenStays()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        Train(layers, "before");
        var file = Unfolded(layers);
        using var imported = Network.Build(
            Import(file, Layers.Input, "image", "answer", freeze: ["conv1*", "batch-norm1*", "prelu1.*"]),
            new Seed(9)
        );
        Train(imported, "after");
        var (before, after) = (Numbers(file), Numbers(OnnxExport.Of(imported).Model));
        Assert.Equal(before.Keys, after.Keys);
        foreach (var name in before.Keys)
            if (
                name.StartsWith("conv1", StringComparison.Ordinal)
                || name.StartsWith("batch-norm1", StringComparison.Ordinal)
                || name.StartsWith("prelu1", StringComparison.Ordinal)
            )
                Assert.Equal(before[name], after[name]);
            else
                Assert.NotEqual(before[name], after[name]);
    }

    /// <summary>A new last layer is drawn by the network's seed and answers other classes; the rest is the file's.</summary>
    [Fact]
    public void ANewHeadHasOtherClasses()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var file = Unfolded(layers);
        float[] Head(ulong seed)
        {
            using var imported = Network.Build(Import(file, Layers.Input, "image", "answer", head: 4), new Seed(seed));
            Assert.Equal(4, imported.Classes);
            var written = OnnxExport.Of(imported).Model;
            Assert.Equal([null, 4], written.Outputs[0].Shape);
            foreach (var (name, values) in Numbers(written).Where(entry => !entry.Key.StartsWith("linear1", StringComparison.Ordinal)))
                Assert.Equal(Numbers(file)[name], values);
            return Numbers(written)["linear1.weight"];
        }
        Assert.Equal(24, Head(1).Length);
        Assert.Equal(Head(1), Head(1));
        Assert.NotEqual(Head(1), Head(2));
        Assert.Equal(1.0, Math.Sqrt(Head(1).Average(number => number * number) / (2.0 / 6)), 0.4);
    }

    /// <summary>Numbers of 16 bits are learned in 32 and written in 16.</summary>
    [Fact]
    public void HalvesAreLearnedAsFloats()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var halved = Halved(Unfolded(layers));
        using var imported = Network.Build(Import(halved, Layers.Input, "image", "answer"), new Seed(9));
        Train(imported, "a");
        var written = OnnxExport.Of(imported).Model;
        var halves = written.Proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float16).ToList();
        Assert.Equal(halved.Proto.Graph.Initializer.Count(tensor => tensor.DataType == (int)DataType.Float16), halves.Count);
        Assert.NotEmpty(halves);
        var images = Nets.Images(40, 8);
        Nets.Close(Predictor.Logits(imported, images, 40), Nets.Onnx(Standardized(written), images, folder.Path), 0.02);
    }

    [Fact]
    public void AStepLeavesNoTensorAlive()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        using var imported = Network.Build(Import(Unfolded(layers), Layers.Input, "image", "answer"), new Seed(9));
        var alive = new List<long>();
        Train(imported, "a", new Alive(alive));
        Assert.Single(alive.Skip(1).Distinct());
    }

    /// <summary>Probabilities that no softmax of the file's last node makes are learned by their logarithms.</summary>
    [Theory]
    [InlineData("Softmax", AnswerKind.Distribution)]
    [InlineData("Sigmoid", AnswerKind.Shares)]
    [InlineData("Mul", AnswerKind.Distribution)]
    [InlineData("Mul", AnswerKind.Shares)]
    public void WhatAnAnswerMeansIsWhatAReaderTakesItFor(string last, AnswerKind kind)
    {
        var graph = new GraphBuilder("g");
        graph.Input("x", null, 162);
        var linear = graph.Node(
            "Gemm",
            "linear",
            ["x", graph.Constant("w", [.. Enumerable.Range(0, 1620).Select(i => MathF.Sin(i) / 40)], 162, 10)]
        );
        var answer = last switch
        {
            "Mul" => graph.Node(
                "Mul",
                "same",
                [graph.Node(kind == AnswerKind.Shares ? "Sigmoid" : "Softmax", "inner", [linear]), graph.Constant("one", [1f], 1)]
            ),
            _ => graph.Node(last, "last", [linear]),
        };
        graph.Output(answer, "y", null, 10);
        var model = graph.Build();
        model.Write(folder.In("net.onnx"));
        var images = Nets.Images(20);
        var spec = new TeacherSpec
        {
            Name = "net",
            Model = "net.onnx",
            Output = new() { Kind = kind == AnswerKind.Shares ? OutputKind.Sigmoid : OutputKind.Probabilities },
        };
        using var reader = Teacher.Open(spec, folder.Path, images.Shape, 10, 1);
        var expected = new float[200];
        reader.Answer(images, 20, expected);
        var imported = ImportedNetwork.Of(
            model,
            new InputSpec { Shape = [2, 9, 9] },
            new ImportOptions
            {
                Input = "x",
                Answer = "y",
                Kind = kind,
                Order = SampleOrder.Flat,
            }
        );
        using var network = Network.Build(imported.Spec("net", new InputSpec { Shape = [2, 9, 9] }), new Seed(1));
        Nets.Close(expected, Predictor.Logits(network, images, 20), 2e-4);
    }

    /// <summary>Standardization and units of our own files are measured, and never learned.</summary>
    [Fact]
    public void FormsOfOurOwnFilesAreNotLearned()
    {
        var spec = Nets.Of(new Flatten(), new Linear { Features = 10 }) with
        {
            Input = new InputSpec { Shape = [2, 9, 9], Preprocessing = [new DeepOptDistill.Data.Preprocessing.Standardize()] },
        };
        using var network = Network.Build(spec, new Seed(1), spec.Input.Fit(Nets.Images(60)));
        var plain = new InputSpec { Shape = [2, 9, 9] };
        using var imported = Network.Build(Import(OnnxExport.Of(network).Model, plain, "image", "logits"), new Seed(1));
        Assert.Equal(network.ParameterCount, imported.ParameterCount);
    }

    /// <summary>
    /// A network that reads its input again behind other layers, and one whose layers share a number, is one layer there.
    /// </summary>
    [Theory]
    [InlineData("skip")]
    [InlineData("slope")]
    public void WhatIsReadAgainStaysTogether(string form)
    {
        var graph = Small(out var map);
        var first = graph.Node("Conv", "first", [map, Drawn(graph, "w1", 2, 2, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
        var bent =
            form == "slope"
                ? graph.Node("PRelu", "bent", [first, graph.Constant("slope", [0.2f], 1)])
                : graph.Node("Relu", "bent", [first]);
        var second =
            form == "slope" ? graph.Node("PRelu", "again", [bent, "slope"]) : graph.Node("Concat", "both", [bent, map], ("axis", 1L));
        var model = Ended(graph, second, form == "slope" ? 2 : 4);
        using var network = Network.Build(Import(model, Layers.Input, "x", "y"), new Seed(1));
        Train(network, form);
        var images = Nets.Images(30, 8);
        Nets.Close(
            Predictor.Logits(network, images, 30),
            Nets.Onnx(Standardized(OnnxExport.Of(network).Model, "x"), images, folder.Path),
            1e-4
        );
    }

    /// <summary>Equal tensors that an exporter joined would be statistics here and weights there.</summary>
    [Fact]
    public void ABatchNormThatSharesItsNumbersIsRefused()
    {
        var graph = Small(out var map);
        graph.Constant("zeros", [0f, 0f], 2);
        graph.Constant("ones", [1f, 1f], 2);
        var norm = graph.Node("BatchNormalization", "norm", [map, "ones", "zeros", "zeros", "ones"]);
        var error = Assert.Throws<InputException>(() => Import(Ended(graph, norm, 2), Layers.Input, "x", "y"));
        Assert.Contains("node 'norm': found a batch norm whose numbers other nodes read too", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A linear probe: nothing but the new last layer learns; a shift that is frozen by itself stays by itself.</summary>
    [Theory]
    [InlineData("*", 4, new[] { "linear1.bias", "linear1.weight" })]
    [InlineData("batch-norm1.bias", null, null)]
    public void WhatIsNamedAloneStays(string freeze, int? head, string[]? learned)
    {
        using var layers = Network.Build(Layers, new Seed(3));
        Train(layers, "before");
        var file = Unfolded(layers);
        using var imported = Network.Build(Import(file, Layers.Input, "image", "answer", head: head, freeze: [freeze]), new Seed(9));
        var begun = Numbers(OnnxExport.Of(imported).Model);
        Train(imported, "after", classes: head ?? 10);
        var changed = Numbers(OnnxExport.Of(imported).Model)
            .Where(entry => !entry.Value.SequenceEqual(begun[entry.Key]))
            .Select(entry => entry.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (learned is not null)
            Assert.Equal(learned, changed);
        else
            Assert.Equal(begun.Keys.Where(name => name != freeze).Order(StringComparer.Ordinal), changed);
    }

    /// <summary>Last layers of many forms are replaced where they stand; else a new one stands behind.</summary>
    [Theory]
    [InlineData("conv-add-flatten", "in the place of 'scores'")]
    [InlineData("conv-relu-pool", "in the place of 'scores'")]
    [InlineData("matmul-add-logsoftmax", "in the place of 'scores'")]
    [InlineData("turned", "in the place of 'scores'")]
    [InlineData("scaled", "behind 'y'")]
    public void ANewHeadStandsWhereTheOldOneStood(string form, string place)
    {
        var graph = Small(out var map);
        var pooled = form.StartsWith("conv", StringComparison.Ordinal) ? map : graph.Node("Flatten", "flat", [map]);
        var scores = form.StartsWith("conv", StringComparison.Ordinal)
            ? graph.Node("Conv", "scores", [pooled, Drawn(graph, "w", 10, 2, 1, 1)])
            : graph.Node(
                "MatMul",
                "scores",
                [
                    pooled,
                    form == "turned"
                        ? graph.Node("Transpose", "turned", [Drawn(graph, "w", 10, 162)], ("perm", new long[] { 1, 0 }))
                        : Drawn(graph, "w", 162, 10),
                ]
            );
        var last = form switch
        {
            "conv-add-flatten" => graph.Node(
                "Flatten",
                "end",
                [graph.Node("GlobalAveragePool", "pool", [graph.Node("Add", "shifted", [scores, Drawn(graph, "b", 10, 1, 1)])])]
            ),
            "conv-relu-pool" => graph.Node(
                "Flatten",
                "end",
                [graph.Node("GlobalAveragePool", "pool", [graph.Node("Relu", "bent", [scores])])]
            ),
            "scaled" => graph.Node("Mul", "end", [scores, Drawn(graph, "s", 10)]),
            _ => graph.Node("LogSoftmax", "end", [graph.Node("Add", "shifted", [scores, Drawn(graph, "b", 10)])], ("axis", 1L)),
        };
        graph.Output(last, "y", null, 10);
        var imported = ImportedNetwork.Of(
            graph.Build(),
            Layers.Input,
            new ImportOptions
            {
                Input = "x",
                Answer = "y",
                Head = new(4),
            }
        );
        Assert.Equal(place, imported.HeadPlace);
        using var network = Network.Build(imported.Spec("net", Layers.Input), new Seed(1));
        Train(network, form, classes: 4);
        Assert.Equal([null, 4], OnnxExport.Of(network).Model.Outputs.Select(output => output.Shape).Single());
    }

    /// <summary>A new layer has the type of the numbers that go in.</summary>
    [Fact]
    public void AHeadBehindATensorOfHalvesIsOfHalves()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var imported = ImportedNetwork.Of(
            Halved(Unfolded(layers)),
            Layers.Input,
            new ImportOptions
            {
                Input = "image",
                Answer = "answer",
                Head = new(10, "prelu1"),
            }
        );
        using var network = Network.Build(imported.Spec("net", Layers.Input), new Seed(1));
        var written = OnnxExport.Of(network).Model;
        Assert.All(
            written.Proto.Graph.Initializer.Where(tensor => tensor.Name.StartsWith("head", StringComparison.Ordinal)),
            tensor => Assert.Equal((int)DataType.Float16, tensor.DataType)
        );
        var images = Nets.Images(20, 8);
        Nets.Close(Predictor.Logits(network, images, 20), Nets.Onnx(Standardized(written), images, folder.Path), 0.02);
    }

    /// <summary>What libtorch would end the process for is refused.</summary>
    [Fact]
    public void ShapesThatContradictAreRefused()
    {
        var graph = Small(out var map);
        graph.Output(graph.Node("MatMul", "scores", [graph.Node("Flatten", "flat", [map]), Drawn(graph, "w", 7, 10)]), "y", null, 10);
        var error = Assert.Throws<InputException>(() => Import(graph.Build(), Layers.Input, "x", "y"));
        Assert.Contains(
            "student, node 'scores': found a product of Float32 2×162 and Float32 7×10",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static GraphBuilder Small(out string map)
    {
        var graph = new GraphBuilder("g");
        map = graph.Input("x", null, 2, 9, 9);
        return graph;
    }

    private static OnnxModel Ended(GraphBuilder graph, string map, int channels)
    {
        var flat = graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [map])]);
        graph.Output(graph.Node("Gemm", "scores", [flat, Drawn(graph, "w", 10, channels)], ("transB", 1L)), "y", null, 10);
        return graph.Build();
    }

    private static string Drawn(GraphBuilder graph, string name, params long[] shape) =>
        graph.Constant(
            name,
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => MathF.Sin(i + 1) / 2)],
            shape
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ANetworkThatCannotBeLearnedIsRefusedByName(bool isCast)
    {
        var graph = Small(out var map);
        var scores = graph.Node("Gemm", "scores", [graph.Node("Flatten", "flat", [map]), Drawn(graph, "w", 162, 10)]);
        var best = graph.Node("ArgMax", "best", [scores], ("axis", 1L));
        graph.Output(isCast ? graph.Node("Cast", "real", [best], ("to", (int)DataType.Float)) : best, "y", null, 1);
        var error = Assert.Throws<InputException>(() => Import(graph.Build(), Layers.Input, "x", "y"));
        Assert.Contains("ArgMax, through which no gradient passes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFixedBatchIsRefused()
    {
        var graph = new GraphBuilder("g");
        graph.Input("x", 1, 2, 9, 9);
        var row = graph.Node("Reshape", "row", ["x", graph.Constant("shape", [1, 162])]);
        graph.Output(graph.Node("Gemm", "linear", [row, graph.Constant("w", new float[1620], 162, 10)]), "y", 1, 10);
        var error = Assert.Throws<InputException>(() => Import(graph.Build(), Layers.Input, "x", "y"));
        Assert.Contains("dynamic_axes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NaNIsRefusedWithItsName()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var proto = Unfolded(layers).Proto.Clone();
        proto.Graph.Initializer[0].RawData = ByteString.CopyFrom([
            .. BitConverter.GetBytes(float.NaN),
            .. proto.Graph.Initializer[0].RawData.Skip(4),
        ]);
        var error = Assert.Throws<InputException>(() => Import(new OnnxModel(proto), Layers.Input, "image", "answer"));
        Assert.Contains($"NaN in the stored tensor '{proto.Graph.Initializer[0].Name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FreezingNothingThereOrEverythingIsRefused()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var file = Unfolded(layers);
        var nothing = Assert.Throws<InputException>(() => Import(file, Layers.Input, "image", "answer", freeze: ["conv*", "cnov2"]));
        Assert.Contains("student.freeze[1]: found 'cnov2'", nothing.Message, StringComparison.Ordinal);
        Assert.Contains("'conv2", nothing.Message, StringComparison.Ordinal);
        var all = Assert.Throws<InputException>(() => Import(file, Layers.Input, "image", "answer", freeze: ["*"]));
        Assert.Contains("some that are left to learn", all.Message, StringComparison.Ordinal);
    }

    /// <summary>Both branches store a 'w': that of the one that is taken learns where it stands, the other stays.</summary>
    [Fact]
    public void WhatABranchStoresIsLearned()
    {
        var graph = new GraphBuilder("g");
        var maps = graph.Node(
            "Relu",
            "relu",
            [graph.Node("Conv", "conv", [graph.Input("image", null, 2, 9, 9), Drawn(graph, "kernel", 4, 2, 3, 3)])]
        );
        graph.Output(graph.Node("Flatten", "flat", [graph.Node("GlobalAveragePool", "pool", [maps])], ("axis", 1L)), "flattened", null, 4);
        var proto = graph.Build().Proto.Clone();
        proto.Graph.Output[0].Name = "answer";
        proto.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue = 10;
        proto.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "is",
                DataType = (int)DataType.Bool,
                RawData = ByteString.CopyFrom(1),
            }
        );
        var choice = new NodeProto
        {
            OpType = "If",
            Input = { "is" },
            Output = { "answer" },
        };
        choice.Attribute.Add(Branch("then_branch", 0.1f));
        choice.Attribute.Add(Branch("else_branch", 0.2f));
        proto.Graph.Node.Add(choice);
        var file = new OnnxModel(proto);
        using var network = Network.Build(Import(file, Layers.Input, "image", "answer"), new Seed(9));
        Assert.Contains("body1/w", network.Spec.Source!.Learned);
        Train(network, "c");
        var written = OnnxExport.Of(network).Model;
        float[] In(OnnxModel model, int branch) =>
            [.. TensorValues.Read(model.Proto.Graph.Node[^1].Attribute[branch].G.Initializer[0]).Select(number => (float)number)];
        Assert.NotEqual(In(file, 0), In(written, 0));
        Assert.All(In(written, 1).Zip(In(file, 1)), pair => Assert.Equal(pair.First, pair.Second, 0.01));
        Assert.Equal("w", written.Proto.Graph.Node[^1].Attribute[0].G.Initializer[0].Name);
        var images = Nets.Images(40, 8);
        Nets.Close(Predictor.Logits(network, images, 40), Nets.Onnx(Standardized(written), images, folder.Path), 1e-4);
    }

    private static AttributeProto Branch(string key, float weight)
    {
        var body = new GraphProto { Name = key };
        body.Initializer.Add(
            new TensorProto
            {
                Name = "w",
                DataType = (int)DataType.Float,
                Dims = { 4, 10 },
                FloatData = { Enumerable.Range(0, 40).Select(i => weight * ((i % 7) - 3)) },
            }
        );
        body.Node.Add(
            new NodeProto
            {
                OpType = "MatMul",
                Input = { "flattened", "w" },
                Output = { $"{key}.out" },
            }
        );
        body.Output.Add(
            new ValueInfoProto
            {
                Name = $"{key}.out",
                Type = new TypeProto
                {
                    TensorType = new() { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() },
                },
            }
        );
        return new AttributeProto
        {
            Name = key,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = body,
        };
    }

    private static StudentSpec Import(
        OnnxModel file,
        InputSpec input,
        string name,
        string answer,
        int? head = null,
        IReadOnlyList<string>? freeze = null,
        AnswerKind kind = AnswerKind.Numbers
    ) =>
        ImportedNetwork
            .Of(
                file,
                input,
                new ImportOptions
                {
                    Input = name,
                    Answer = answer,
                    Kind = kind,
                    Head = head is { } classes ? new(classes) : null,
                    Freeze = freeze ?? [],
                }
            )
            .Spec("net", input);

    private void Train(Network network, string name, IProgress<Progress>? progress = null, int classes = 10) =>
        new Trainer(
            network,
            new TrainingData { Train = Of(Nets.Images(70, 1), classes), Validation = Of(Nets.Images(20, 2), classes) },
            new TrainingPlan(
                Role.Student,
                7,
                10,
                [
                    new Stage
                    {
                        Name = "one",
                        Epochs = 3,
                        Loss = [new CrossEntropy()],
                        Optimizer = new Sgd { WeightDecay = 1e-3 },
                    },
                ],
                "identity"
            ),
            new TrainingWatch("t", folder.In(name), TimeProvider.System) { Progress = progress }
        ).Run();

    private static SampleSet Of(SampleSet images, int classes) =>
        classes == 10
            ? images
            : new SampleSet(
                images.Name,
                images.Shape,
                images.Bytes,
                [.. images.Labels.Select(label => label % classes)],
                [.. images.Classes.Take(classes)]
            );

    /// <summary>The layers as a graph whose batch norms are nodes of their own.</summary>
    private static OnnxModel Unfolded(Network network)
    {
        var graph = new GraphBuilder("g");
        graph.Input("image", null, 2, 9, 9);
        var last = network.Write("image", graph, new() { ["image"] = [1, 2, 9, 9] }, ["image", "answer"]);
        graph.Output(last, "answer", null, network.Classes);
        return graph.Build();
    }

    /// <summary>The same with the standardization of the input in front, as the test's reader hands in pixel / 255.</summary>
    private static OnnxModel Standardized(OnnxModel file, string input = "image")
    {
        var proto = file.Proto.Clone();
        var isHalf = proto.Graph.Input[0].Type.TensorType.ElemType == (int)DataType.Float16;
        foreach (var node in proto.Graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == input)
                    node.Input[i] = "standardized";
        proto.Graph.Initializer.Add(Vector("mean", [.. Layers.Input.Mean.Select(mean => (float)mean)], isHalf));
        proto.Graph.Initializer.Add(Vector("deviation", [.. Layers.Input.Deviation.Select(deviation => (float)deviation)], isHalf));
        proto.Graph.Node.Insert(
            0,
            new NodeProto
            {
                OpType = "Sub",
                Input = { input, "mean" },
                Output = { "centred" },
            }
        );
        proto.Graph.Node.Insert(
            1,
            new NodeProto
            {
                OpType = "Div",
                Input = { "centred", "deviation" },
                Output = { "standardized" },
            }
        );
        return new OnnxModel(proto);
    }

    private static TensorProto Vector(string name, float[] values, bool isHalf) =>
        new()
        {
            Name = name,
            DataType = (int)(isHalf ? DataType.Float16 : DataType.Float),
            Dims = { 1, values.Length, 1, 1 },
            RawData = ByteString.CopyFrom([
                .. values.SelectMany(value => isHalf ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value)),
            ]),
        };

    private static OnnxModel Halved(OnnxModel file)
    {
        var proto = file.Proto.Clone();
        foreach (var tensor in proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float))
        {
            var values = TensorValues.Read(tensor);
            tensor.DataType = (int)DataType.Float16;
            tensor.RawData = ByteString.CopyFrom([.. values.SelectMany(value => BitConverter.GetBytes((Half)value))]);
        }
        foreach (var value in proto.Graph.Input.Concat(proto.Graph.Output))
            value.Type.TensorType.ElemType = (int)DataType.Float16;
        proto.Graph.ValueInfo.Clear();
        return new OnnxModel(proto);
    }

    private static Dictionary<string, float[]> Numbers(OnnxModel model) =>
        model
            .Proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float)
            .ToDictionary(tensor => tensor.Name, tensor => TensorValues.Read(tensor).Select(value => (float)value).ToArray());

    /// <summary>Logits of which a softmax is the distribution, up to what it does not tell.</summary>
    private static float[] Normalized(float[] logits) =>
        [
            .. logits
                .Chunk(10)
                .SelectMany(row =>
                {
                    var most = row.Max();
                    var sum = most + Math.Log(row.Sum(value => Math.Exp(value - most)));
                    return row.Select(value => (float)(value - sum));
                }),
        ];

    private sealed class Alive(List<long> counts) : IProgress<Progress>
    {
        public void Report(Progress value) => counts.Add(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
