using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Teachers;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>A network of an ONNX file as a student: begins as the file, learns as the same layers do, is written back into the same graph.</summary>
public sealed class ImportedNetworkTests : IDisposable
{
    private static readonly StudentSpec Layers = Nets.Of(
        new Conv { Channels = 8, Padding = 1 }, new BatchNorm(), new ReLU(),
        new Residual { Layers = [new Conv { Channels = 8, Padding = 1 }, new BatchNorm(), new LeakyReLU()] },
        new Conv { Channels = 6, Stride = 2, Bias = true }, new PReLU(), new MaxPool(), new GlobalAveragePool(), new Linear { Features = 10 });

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
        Nets.Close(Predictor.Logits(imported, images, 40), Nets.Onnx(Standardized(OnnxExport.Of(imported).Model), images, folder.Path), 1e-4);
        var numbers = Numbers(Unfolded(layers));
        foreach (var (name, values) in Numbers(OnnxExport.Of(imported).Model)) Nets.Close(numbers[name], values, 5e-3);
    }

    [Fact]
    public void WhatIsFrozenStays()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        Train(layers, "before");
        var file = Unfolded(layers);
        using var imported = Network.Build(Import(file, Layers.Input, "image", "answer", freeze: ["conv1*", "batch-norm1*", "prelu1.*"]), new Seed(9));
        Train(imported, "after");
        var (before, after) = (Numbers(file), Numbers(OnnxExport.Of(imported).Model));
        Assert.Equal(before.Keys, after.Keys);
        foreach (var name in before.Keys)
            if (name.StartsWith("conv1", StringComparison.Ordinal) || name.StartsWith("batch-norm1", StringComparison.Ordinal) || name.StartsWith("prelu1", StringComparison.Ordinal)) Assert.Equal(before[name], after[name]);
            else Assert.NotEqual(before[name], after[name]);
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
            foreach (var (name, values) in Numbers(written).Where(entry => !entry.Key.StartsWith("linear1", StringComparison.Ordinal))) Assert.Equal(Numbers(file)[name], values);
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
    public void WhatAnAnswerMeansIsWhatAReaderTakesItFor(string last, AnswerKind kind)
    {
        var graph = new GraphBuilder("g");
        graph.Input("x", null, 162);
        var linear = graph.Node("Gemm", "linear", ["x", graph.Constant("w", [.. Enumerable.Range(0, 1620).Select(i => MathF.Sin(i) / 40)], 162, 10)]);
        var answer = last switch
        {
            "Mul" => graph.Node("Mul", "same", [graph.Node("Softmax", "inner", [linear]), graph.Constant("one", [1f], 1)]),
            _ => graph.Node(last, "last", [linear]),
        };
        graph.Output(answer, "y", null, 10);
        var model = graph.Build();
        model.Write(folder.In("net.onnx"));
        var images = Nets.Images(20);
        var spec = new TeacherSpec { Name = "net", Model = "net.onnx", Output = new() { Kind = kind == AnswerKind.Shares ? OutputKind.Sigmoid : OutputKind.Probabilities } };
        using var reader = Teacher.Open(spec, folder.Path, images.Shape, 10, 1);
        var expected = new float[200];
        reader.Answer(images, 20, expected);
        var imported = ImportedNetwork.Of(model, new InputSpec { Shape = [2, 9, 9] }, new ImportOptions { Input = "x", Answer = "y", Kind = kind, Order = SampleOrder.Flat });
        using var network = Network.Build(imported.Spec("net", new InputSpec { Shape = [2, 9, 9] }), new Seed(1));
        Nets.Close(expected, Predictor.Logits(network, images, 20), 2e-4);
    }

    /// <summary>Standardization and units of our own files are measured, and never learned.</summary>
    [Fact]
    public void FormsOfOurOwnFilesAreNotLearned()
    {
        var spec = Nets.Of(new Flatten(), new Linear { Features = 10 }) with { Input = new InputSpec { Shape = [2, 9, 9], Preprocessing = [new DeepOptDistill.Data.Preprocessing.Standardize()] } };
        using var network = Network.Build(spec, new Seed(1), spec.Input.Fit(Nets.Images(60)));
        var plain = new InputSpec { Shape = [2, 9, 9] };
        using var imported = Network.Build(Import(OnnxExport.Of(network).Model, plain, "image", "logits"), new Seed(1));
        Assert.Equal(network.ParameterCount, imported.ParameterCount);
    }

    [Fact]
    public void ANetworkThatCannotBeLearnedIsRefusedByName()
    {
        var graph = new GraphBuilder("g");
        graph.Input("x", null, 2, 9, 9);
        var flat = graph.Node("Flatten", "flat", ["x"]);
        graph.Output(graph.Node("ArgMax", "best", [flat], ("axis", 1L)), "y", null, 1);
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
        proto.Graph.Initializer[0].RawData = ByteString.CopyFrom([.. BitConverter.GetBytes(float.NaN), .. proto.Graph.Initializer[0].RawData.Skip(4)]);
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

    private static StudentSpec Import(OnnxModel file, InputSpec input, string name, string answer, int? head = null, IReadOnlyList<string>? freeze = null, AnswerKind kind = AnswerKind.Numbers) =>
        ImportedNetwork.Of(file, input, new ImportOptions { Input = name, Answer = answer, Kind = kind, Head = head is { } classes ? new(classes) : null, Freeze = freeze ?? [] }).Spec("net", input);

    private void Train(Network network, string name, IProgress<Progress>? progress = null) => new Trainer(
        network, new TrainingData { Train = Nets.Images(70, 1), Validation = Nets.Images(20, 2) },
        new TrainingPlan(Role.Student, 7, 10, [new Stage { Name = "one", Epochs = 3, Loss = [new CrossEntropy()], Optimizer = new Sgd { WeightDecay = 1e-3 } }], "identity"),
        new TrainingWatch("t", folder.In(name), TimeProvider.System) { Progress = progress }).Run();

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
    private static OnnxModel Standardized(OnnxModel file)
    {
        var proto = file.Proto.Clone();
        var isHalf = proto.Graph.Input[0].Type.TensorType.ElemType == (int)DataType.Float16;
        foreach (var node in proto.Graph.Node)
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == "image") node.Input[i] = "standardized";
        proto.Graph.Initializer.Add(Vector("mean", [.. Layers.Input.Mean.Select(mean => (float)mean)], isHalf));
        proto.Graph.Initializer.Add(Vector("deviation", [.. Layers.Input.Deviation.Select(deviation => (float)deviation)], isHalf));
        proto.Graph.Node.Insert(0, new NodeProto { OpType = "Sub", Input = { "image", "mean" }, Output = { "centred" } });
        proto.Graph.Node.Insert(1, new NodeProto { OpType = "Div", Input = { "centred", "deviation" }, Output = { "standardized" } });
        return new OnnxModel(proto);
    }

    private static TensorProto Vector(string name, float[] values, bool isHalf) => new()
    {
        Name = name,
        DataType = (int)(isHalf ? DataType.Float16 : DataType.Float),
        Dims = { 1, values.Length, 1, 1 },
        RawData = ByteString.CopyFrom([.. values.SelectMany(value => isHalf ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value))]),
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
        foreach (var value in proto.Graph.Input.Concat(proto.Graph.Output)) value.Type.TensorType.ElemType = (int)DataType.Float16;
        proto.Graph.ValueInfo.Clear();
        return new OnnxModel(proto);
    }

    private static Dictionary<string, float[]> Numbers(OnnxModel model) => model.Proto.Graph.Initializer
        .Where(tensor => tensor.DataType == (int)DataType.Float)
        .ToDictionary(tensor => tensor.Name, tensor => TensorValues.Read(tensor).Select(value => (float)value).ToArray());

    /// <summary>Logits of which a softmax is the distribution, up to what it does not tell.</summary>
    private static float[] Normalized(float[] logits) => [.. logits.Chunk(10).SelectMany(row =>
    {
        var most = row.Max();
        var sum = most + Math.Log(row.Sum(value => Math.Exp(value - most)));
        return row.Select(value => (float)(value - sum));
    })];

    private sealed class Alive(List<long> counts) : IProgress<Progress>
    {
        public void Report(Progress value) => counts.Add(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
