using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.EngineTests.Teachers;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>Whole files, computed by the engine as the runtime computes them, and learned through.</summary>
public sealed class GraphNetworkTests
{
    public GraphNetworkTests() => Engine.EnsureLoaded();

    /// <summary>What the engine does not take: operators that it has not, or numbers that it does not hold.</summary>
    private static readonly string[] Refused =
    [
        "dynamic-quantization",
        "four-bits",
        "integer-to-float",
        "linear-classifier-fixed",
        "not-described",
        "opset19",
        "opset20",
        "opset21",
        "opset22",
        "opset25",
        "opset26",
        "quantized-channels-last",
        "quantized-gemm",
        "sequence",
        "tf-idf",
        "tree-1",
        "tree-3-double",
        "tree-5",
    ];

    /// <summary>The teachers, and the small networks of many exporters.</summary>
    public static TheoryData<string> Files() =>
        [
            .. new[] { "fashion-cnn-a", "fashion-residual-b", "fashion-wide-c", "fashion-wide-d" }.Select(name => $"teachers/{name}/model"),
            .. In("Operators"),
            .. In("Opsets"),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void AnswersAsTheRuntimeOrIsRefused(string file)
    {
        var model = OnnxModel.Read(Repository.In(file + ".onnx"));
        if (Refused.Contains(Path.GetFileName(file)))
        {
            Assert.Throws<InputException>(() => GraphNetwork.Of(model));
            return;
        }
        using var scope = NewDisposeScope();
        using var session = new InferenceSession(model.ToBytes());
        var inputs = model.Inputs.ToDictionary(input => input.Name, input => Drawn(session, input));
        using var options = new RunOptions();
        var values = inputs.Values.Select(input => input.ForRuntime()).ToList();
        using var expected = session.Run(options, [.. inputs.Keys], values, [.. session.OutputNames]);
        using var network = GraphNetwork.Of(model);
        var answered = network.Run(inputs.ToDictionary(input => input.Key, input => input.Value.ForEngine(isDouble: false)));
        // Runtimes compute what is float16 inside in float32.
        var tolerance = file.Contains("float16", StringComparison.Ordinal) ? 3e-3 : 5e-5;
        for (var i = 0; i < answered.Count; i++)
            RuntimeAnswer.AssertClose(expected[i], answered[i], tolerance, $"{file}, output {i}");
        values.ForEach(value => value.Dispose());
    }

    private static IEnumerable<string> In(string folder)
    {
        var place = Path.Combine("tests", "DeepOptDistill.EngineTests", "Teachers", folder);
        return Directory
            .GetFiles(Repository.In(place), "*.onnx")
            .Order(StringComparer.Ordinal)
            .Select(path => $"{place}/{Path.GetFileNameWithoutExtension(path)}");
    }

    /// <summary>Three steps down the gradient of a teacher's own weights make what they are asked for likelier.</summary>
    [Fact]
    public void ATeachersWeightsAreLearned()
    {
        using var scope = NewDisposeScope();
        var model = OnnxModel.Read(ShippedTeacher.File("fashion-residual-b"));
        using var network = GraphNetwork.Of(model);
        var inputs = new Dictionary<string, Tensor> { [model.Inputs[0].Name] = rand([8, 1, 28, 28], generator: new Generator(3)) };
        var labels = tensor(Enumerable.Range(0, 8).Select(i => (long)i).ToArray());
        var learned = network.Parameters.Where(parameter => parameter.Value.numel() > 1).Select(parameter => parameter.Value).ToList();
        var losses = new List<double>();
        for (var step = 0; step < 4; step++)
        {
            learned.ForEach(weight => weight.grad?.zero_());
            var loss = nn.functional.cross_entropy(network.Run(inputs)[0], labels);
            loss.backward();
            using (no_grad())
                learned.ForEach(weight => weight.sub_(weight.grad! * 1e-3));
            losses.Add(loss.item<float>());
        }
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.True(losses[^1] < losses[0]);
    }

    [Fact]
    public void AnUnknownOperatorIsRefusedByName()
    {
        var graph = new GraphBuilder("g");
        graph.Output(graph.Node("Unheard", "strange", [graph.Node("Relu", "r", [graph.Input("x", null, 4)])]), "y", null, 4);
        var problem = Assert.Single(Assert.Throws<InputException>(() => GraphNetwork.Of(graph.Build())).Problems);
        Assert.Equal(("node 'strange'", "the operator Unheard"), (problem.Where, problem.Found));
    }

    /// <summary>A tensor is forgotten after its last reader: behind two hundred layers no more are alive than behind two.</summary>
    [Fact]
    public void ATensorLivesUntilItsLastReader()
    {
        Assert.Equal(Alive(2), Alive(200));

        static long Alive(int layers)
        {
            var graph = new GraphBuilder("g");
            var last = graph.Input("x", null, 4);
            for (var i = 0; i < layers; i++)
                last = graph.Node("Relu", $"r{i}", [last]);
            graph.Output(graph.Node("Dropout", "d", [last, graph.Constant("half", [0.5f])]), "y", null, 4);
            var alive = 0L;
            using var network = GraphNetwork.Of(graph.Build());
            network.DrawMask = (_, shape, _) =>
            {
                alive = Tensor.TotalCount;
                return ones(shape);
            };
            using var x = rand([3, 4]);
            var before = Count();
            foreach (var answer in network.Run(new Dictionary<string, Tensor> { ["x"] = x }, isTraining: true))
                answer.Dispose();
            return alive - before;
        }
    }

    /// <summary>Nothing that a run makes stays in memory once its answers are let go of.</summary>
    [Fact]
    public void ARunLeavesNothingBehind()
    {
        var model = OnnxModel.Read(ShippedTeacher.File("fashion-cnn-a"));
        using var network = GraphNetwork.Of(model);
        using var image = rand([2, 1, 28, 28]);
        void Once()
        {
            foreach (var answer in network.Run(new Dictionary<string, Tensor> { [model.Inputs[0].Name] = image }))
                answer.Dispose();
        }
        Once();
        var before = Count();
        Once();
        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>Tensors that are alive, once those that other tests left to the collector are gone.</summary>
    private static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    /// <summary>Numbers between 0 and 1; whole ones are 0 or 1.</summary>
    private static OperatorInput Drawn(InferenceSession session, TensorInfo input)
    {
        var shape = session.InputMetadata[input.Name].Dimensions.Select(size => size < 1 ? 3L : size).ToArray();
        return input.ElementType == TensorProto.Types.DataType.Float
            ? OperatorInput.Drawn(0, 1, shape)
            : OperatorInput.Drawn(0, 2, shape).As(input.ElementType);
    }
}
