using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Graphs.Passes;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>A network whose weights and maps pass through QuantizeLinear and DequantizeLinear goes on learning through these.</summary>
public sealed class QuantizedNetworkTests : IDisposable
{
    private static readonly StudentSpec Layers = Nets.Of(
        new Conv { Channels = 8, Padding = 1 },
        new ReLU(),
        new Conv { Channels = 8, Stride = 2 },
        new ReLU(),
        new GlobalAveragePool(),
        new Linear { Features = 10 }
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// What leaves is to the bit what the two nodes give; the gradient is 1 where a number lies within eight bits, else 0.
    /// </summary>
    [Fact]
    public void TheGradientGoesStraightThrough()
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var model = Loop();
        using var module = new GraphModule(new LayerGraph(model, "x", []));
        Assert.IsType<FakeQuantStep>(Assert.Single(module.Steps));
        using var nodes = GraphNetwork.Of(model);
        var x = tensor(new float[] { -20, -12.81f, -12.8f, -0.04f, 0.06f, 1.26f, 12.64f, 12.7f, 13, 20 })
            .reshape(1, 10)
            .requires_grad_(true);
        var found = module.call(x);
        var plain = nodes.Run(new Dictionary<string, Tensor> { ["x"] = x.detach() })[0];
        Assert.Equal(plain.data<float>().ToArray(), found.detach().contiguous().data<float>().ToArray());
        found.sum().backward();
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 0, 0], x.grad!.data<float>().ToArray());
    }

    /// <summary>Numbers that come back by other steps than they went are no quantization in the loop: the nodes stay.</summary>
    [Fact]
    public void OtherStepsStayNodes()
    {
        Engine.Start(1);
        var proto = Loop().Proto.Clone();
        proto.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "other",
                DataType = (int)DataType.Float,
                FloatData = { 0.2f },
            }
        );
        proto.Graph.Node[1].Input[1] = "other";
        using var module = new GraphModule(new LayerGraph(new OnnxModel(proto), "x", []));
        Assert.Empty(module.Steps);
    }

    [Fact]
    public void AQuantizedNetworkGoesOnLearning()
    {
        using var layers = Network.Build(Layers, new Seed(3));
        var file = Quantized(layers);
        var images = Nets.Images(40, 8);
        var spec = ImportedNetwork
            .Of(file, Layers.Input, new ImportOptions { Input = "image", Answer = "answer" })
            .Spec("net", Layers.Input);
        Assert.Equal(
            ["conv1.bias", "conv1.weight", "conv2.bias", "conv2.weight", "linear1.bias", "linear1.weight"],
            spec.Source!.Learned.Order()
        );
        using var network = Network.Build(spec, new Seed(9));
        var before = Predictor.Logits(network, images, 40);
        var epochs = new Trainer(
            network,
            new TrainingData { Train = Nets.Images(70, 1), Validation = Nets.Images(20, 2) },
            new TrainingPlan(
                Role.Student,
                7,
                10,
                [
                    new Stage
                    {
                        Name = "one",
                        Epochs = 20,
                        Loss = [new CrossEntropy()],
                        Optimizer = new Adam { Rate = 5e-3 },
                    },
                ],
                "identity"
            ),
            new TrainingWatch("t", folder.In("c"), TimeProvider.System)
        ).Run();
        Assert.True(epochs[^1].Loss < 0.9 * epochs[0].Loss, $"{epochs[0].Loss} to {epochs[^1].Loss}");
        var written = OnnxExport.Of(network).Model;
        Assert.Equal(file.Proto.Graph.Node.Select(node => node.OpType), written.Proto.Graph.Node.Select(node => node.OpType));
        using var again = Network.Build(
            ImportedNetwork.Of(written, Layers.Input, new ImportOptions { Input = "image", Answer = "answer" }).Spec("net", Layers.Input),
            new Seed(1)
        );
        Nets.Close(Predictor.Logits(network, images, 40), Predictor.Logits(again, images, 40), 1e-6);
        Assert.NotEqual(before, Predictor.Logits(network, images, 40));
    }

    private static OnnxModel Loop()
    {
        var proto = new ModelProto
        {
            IrVersion = 8,
            Graph = new GraphProto { Name = "loop" },
        };
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        proto.Graph.Input.Add(new ValueInfoProto { Name = "x" });
        proto.Graph.Output.Add(new ValueInfoProto { Name = "x.back" });
        Add(proto.Graph, "x", 0.1f).ToList().ForEach(proto.Graph.Node.Add);
        return new OnnxModel(proto);
    }

    /// <summary>Weights by the step that their largest needs, maps by a twentieth.</summary>
    private static OnnxModel Quantized(Network network)
    {
        var graph = new GraphBuilder("g");
        graph.Input("image", null, 2, 9, 9);
        graph.Output(network.Write("image", graph, new() { ["image"] = [1, 2, 9, 9] }, ["image", "answer"]), "answer", null, 10);
        var proto = graph.Build().Proto.Clone();
        var plain = proto.Graph.Node.ToList();
        proto.Graph.Node.Clear();
        foreach (var node in plain)
        {
            for (var input = 0; input < 2 && node.OpType is "Conv" or "Gemm"; input++)
            {
                var stored = proto.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == node.Input[input]);
                var step = stored is null ? 0.05f : (float)(TensorValues.Read(stored).Max(Math.Abs) / 127);
                proto.Graph.Node.Add(Add(proto.Graph, node.Input[input], step));
                node.Input[input] += ".back";
            }
            proto.Graph.Node.Add(node);
        }
        return new OnnxModel(proto);
    }

    private static IEnumerable<NodeProto> Add(GraphProto graph, string tensor, float step)
    {
        graph.Initializer.Add(
            new TensorProto
            {
                Name = $"{tensor}.step",
                DataType = (int)DataType.Float,
                FloatData = { step },
            }
        );
        graph.Initializer.Add(
            new TensorProto
            {
                Name = $"{tensor}.zero",
                DataType = (int)DataType.Int8,
                RawData = ByteString.CopyFrom(0),
            }
        );
        string[] by = [$"{tensor}.step", $"{tensor}.zero"];
        yield return new NodeProto
        {
            OpType = "QuantizeLinear",
            Input = { tensor, by[0], by[1] },
            Output = { $"{tensor}.whole" },
        };
        yield return new NodeProto
        {
            OpType = "DequantizeLinear",
            Input = { $"{tensor}.whole", by[0], by[1] },
            Output = { $"{tensor}.back" },
        };
    }
}
