using DeepOptDistill.Core;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Graphs.Passes;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>A function in the place of nodes gives the values and gradients of these nodes, and stands nowhere else.</summary>
public class TrainingPassTests
{
    private static readonly Dictionary<string, (Block Block, Type Step)> Layers = new()
    {
        ["gelu"] = (new Gelu(), typeof(GateStep)),
        ["silu"] = (new Silu(), typeof(GateStep)),
        ["maxout"] = (new Maxout { Pieces = 2 }, typeof(MaxoutStep)),
        ["group-norm"] = (new GroupNorm { Groups = 2, Epsilon = 0.1 }, typeof(GroupNormStep)),
        ["layer-norm"] = (new LayerNorm(), typeof(GroupNormStep)),
    };

    public static IEnumerable<object[]> Cases() => Layers.Keys.SelectMany(name => new[] { new object[] { name, true }, [name, false] });

    [Theory]
    [MemberData(nameof(Cases))]
    public void AStepIsItsNodes(string name, bool isMap)
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var layer = GraphOf(Layers[name].Block, isMap);
        using var module = new GraphModule(layer);
        Assert.Equal(Layers[name].Step, Assert.Single(module.Steps).GetType());
        using var nodes = GraphNetwork.Of(
            layer.Model,
            layer.Numbers.ToDictionary(number => number.Tensor, number => tensor(number.First, number.Shape))
        );
        var x = randn(isMap ? [3, 8, 4, 5] : [3, 8], generator: new Generator(5));
        var (step, plain) = (
            Answer(x, input => module.call(input)),
            Answer(x, input => nodes.Run(new Dictionary<string, Tensor> { [layer.Input] = input })[0])
        );
        foreach (var (found, expected) in step.Zip(plain))
            Assert.InRange((found - expected).abs().max().item<float>(), 0, 2e-5);
    }

    /// <summary>Where somebody else reads what is inside, the nodes stay; so do formulas with other numbers.</summary>
    [Theory]
    [InlineData("gelu", "erf", null)]
    [InlineData("gelu", null, "half")]
    [InlineData("gelu", null, "scale")]
    [InlineData("gelu", null, "one")]
    [InlineData("silu", "gate", null)]
    [InlineData("maxout", "pieces", null)]
    [InlineData("group-norm", "centred", null)]
    [InlineData("group-norm", "mean", null)]
    [InlineData("group-norm", "deviation", null)]
    [InlineData("group-norm", "whole", null)]
    public void NothingElseIsReplaced(string name, string? read, string? changed)
    {
        Engine.Start(1);
        var layer = GraphOf(Layers[name].Block, isMap: true);
        var graph = layer.Model.Proto.Graph;
        if (read is not null)
            graph.Node.Add(
                new NodeProto
                {
                    OpType = "Neg",
                    Input = { $"x.{read}" },
                    Output = { "elsewhere" },
                }
            );
        if (changed is not null)
            graph.Initializer.Single(stored => stored.Name == $"x.{changed}").RawData = Google.Protobuf.ByteString.CopyFrom(
                BitConverter.GetBytes(0.7f)
            );
        using var module = new GraphModule(layer with { Model = new OnnxModel(layer.Model.Proto) });
        Assert.Empty(module.Steps);
    }

    /// <summary>Batch norm and the rectifier behind it are one step where nobody looks between them.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void ARectifierBehindANormIsJoined(bool isGuided, int graphs)
    {
        var spec = Nets.Of(new Conv { Channels = 4 }, new BatchNorm(), new ReLU());
        var places = Placement.Guide(Placement.Of(spec), isGuided ? ["batch-norm1"] : []);
        using var chain = new Chain(places, new Seed(1));
        chain.eval();
        Assert.Equal(graphs, chain.Graphs.Skip(1).Count(graph => !ReferenceEquals(graph.call(Probe), Probe)));
    }

    private static Tensor Probe { get; } = Started(() => ones(2, 4, 9, 9));

    private static Tensor Started(Func<Tensor> make)
    {
        Engine.Start(1);
        return make();
    }

    private static LayerGraph GraphOf(Block block, bool isMap)
    {
        var input = isMap ? Shape.Map(8, 4, 5) : Shape.Features(8);
        return LayerGraph.Of(Placement.Place([block with { Name = "x" }], input, _ => "", [])[0], new Seed(3))!;
    }

    private static Tensor[] Answer(Tensor x, Func<Tensor, Tensor> layer)
    {
        var leaf = x.detach().clone().requires_grad_(true);
        var y = layer(leaf);
        (y * arange(y.numel()).reshape(y.shape).sin()).sum().backward();
        return [y.detach(), leaf.grad!];
    }
}
