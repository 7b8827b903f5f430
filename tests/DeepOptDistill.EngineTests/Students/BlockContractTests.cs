using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Training.Loop;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>The contract of every block: declared shape = real shape · exported = torch · counted multiply-accumulates = real.</summary>
public class BlockContractTests
{
    private static readonly Dictionary<string, Block[]> Variants = new()
    {
        ["conv"] =
        [
            new Conv { Channels = 6 },
            new Conv
            {
                Channels = 4,
                Kernel = 5,
                Stride = 2,
                Padding = 2,
            },
            new Conv
            {
                Channels = 8,
                Groups = 8,
                Padding = 1,
            },
            new Conv
            {
                Channels = 4,
                Kernel = 1,
                Bias = false,
            },
        ],
        ["linear"] = [new Linear { Features = 12 }, new Linear { Features = 12, Bias = false }],
        ["low-rank"] =
        [
            new LowRank { Features = 24, Rank = 5 },
            new LowRank
            {
                Features = 24,
                Rank = 5,
                Bias = false,
            },
        ],
        ["resize"] = [new Resize { Height = 13, Width = 16 }, new Resize { Height = 4, Width = 1 }, new Resize { Height = 9, Width = 20 }],
        ["max-pool"] =
        [
            new MaxPool(),
            new MaxPool
            {
                Kernel = 3,
                Stride = 2,
                Padding = 1,
            },
            new MaxPool
            {
                Kernel = 4,
                Stride = 2,
                CeilMode = true,
            },
            new MaxPool
            {
                Kernel = 4,
                Stride = 3,
                Padding = 2,
                CeilMode = true,
            },
            new MaxPool
            {
                Kernel = 2,
                Stride = 3,
                CeilMode = true,
            },
            new MaxPool
            {
                Kernel = 2,
                Stride = 5,
                Padding = 1,
                CeilMode = true,
            },
        ],
        ["average-pool"] =
        [
            new AveragePool(),
            new AveragePool
            {
                Kernel = 3,
                Stride = 2,
                Padding = 1,
            },
            new AveragePool
            {
                Kernel = 4,
                Stride = 3,
                Padding = 2,
            },
        ],
        ["global-average-pool"] = [new GlobalAveragePool()],
        ["flatten"] = [new Flatten()],
        ["dropout"] = [new Dropout()],
        ["batch-norm"] = [new BatchNorm(), new BatchNorm { Epsilon = 0.3 }],
        ["relu"] = [new ReLU()],
        ["leaky-relu"] = [new LeakyReLU(), new LeakyReLU { Slope = 0.3 }],
        ["prelu"] = [new PReLU(), new PReLU { Shared = true, Start = -0.4 }],
        ["maxout"] = [new Maxout(), new Maxout { Pieces = 4 }],
        ["sigmoid"] = [new Sigmoid()],
        ["tanh"] = [new Tanh()],
        ["elu"] = [new Elu(), new Elu { Alpha = 0.7 }],
        ["gelu"] = [new Gelu()],
        ["silu"] = [new Silu()],
        ["scaled-tanh"] = [new ScaledTanh()],
        ["softplus"] = [new Softplus(), new Softplus { Beta = 2 }],
        ["layer-norm"] = [new LayerNorm(), new LayerNorm { Epsilon = 0.3 }],
        ["group-norm"] = [new GroupNorm { Groups = 4 }, new GroupNorm(), new GroupNorm { Groups = 2, Epsilon = 0.3 }],
        ["residual"] =
        [
            new Residual
            {
                Layers = [new Conv { Channels = 8, Padding = 1 }, new BatchNorm(), new ReLU(), new Conv { Channels = 8, Padding = 1 }],
            },
            new Residual
            {
                Layers =
                [
                    new Conv
                    {
                        Channels = 12,
                        Padding = 1,
                        Stride = 2,
                    },
                    new BatchNorm(),
                    new LeakyReLU(),
                ],
            },
            new Residual
            {
                Layers =
                [
                    new MaxPool
                    {
                        Kernel = 3,
                        Stride = 1,
                        Padding = 1,
                    },
                    new BatchNorm { Epsilon = 0.3 },
                    new LeakyReLU { Slope = 0.3 },
                ],
            },
        ],
    };

    public static IEnumerable<object[]> Cases() =>
        Kinds
            .All.Members(typeof(Block))
            .SelectMany(kind =>
                Variants.TryGetValue(kind.Name, out var blocks)
                    ? blocks.Select((_, i) => new object[] { kind.Name, i })
                    : throw new InvalidOperationException($"Block '{kind.Name}' has no variant here: add one.")
            );

    [Theory]
    [MemberData(nameof(Cases))]
    public void DeclaredShapeIsRealAndExportAnswersAsTorch(string kind, int variant)
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Nets.Around(Variants[kind][variant]), new Seed(1));
        Nets.Train(network, folder.Path);
        var images = Nets.Images(20);
        var torch = Predictor.Logits(network, images, images.Count);
        var export = OnnxExport.Of(network);
        Nets.Close(torch, Nets.Onnx(export.Model, images, folder.Path), 1e-5);
    }

    /// <summary>A norm behind a layer that it cannot be folded into stands in the file, with its ε.</summary>
    [Fact]
    public void AnUnfoldedBatchNormAnswersAsTorch()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(
            Nets.Of(new MaxPool(), new BatchNorm { Epsilon = 0.3 }, new Flatten(), new Linear { Features = 10 }),
            new Seed(1)
        );
        Nets.Train(network, folder.Path);
        var images = Nets.Images(20);
        var model = OnnxExport.Of(network).Model;
        Assert.Contains(model.Proto.Graph.Node, node => node.OpType == "BatchNormalization");
        Nets.Close(Predictor.Logits(network, images, images.Count), Nets.Onnx(model, images, folder.Path), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryLayersOutputHasItsDeclaredShape(string kind, int variant)
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Nets.Around(Variants[kind][variant]), new Seed(1));
        var export = OnnxExport.Of(network);
        var path = folder.In("net.onnx");
        export.Model.Write(path);
        var measured = DeepOptDistill.Teachers.ModelInspection.Inspect(path).Tensors.ToDictionary(t => t.Name, t => t.Shape);
        foreach (var (tensor, shape) in DeclaredTensors.Of(network.Spec))
        {
            Assert.Equal(shape, measured[tensor]);
            Assert.Equal(shape, export.Shapes[tensor]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CountedWorkIsThatOfTheFormulas(string kind, int variant)
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(Nets.Around(Variants[kind][variant]), new Seed(1));
        var export = OnnxExport.Of(network);
        export.Model.Write(folder.In("net.onnx"));
        var formula = DeclaredTensors.Macs(network.Spec);
        Assert.Equal(formula, ModelCost.Count(export.Model, export.Shapes.ToDictionary()).Macs);
        Assert.Equal(formula, DeepOptDistill.Teachers.ModelMeasure.Of(folder.In("net.onnx")).Macs);
    }

    [Fact]
    public void FoldedBatchNormAnswersAsUnfolded()
    {
        using var folder = new TemporaryFolder();
        using var network = Network.Build(
            Nets.Of(
                new Conv { Channels = 8, Padding = 1 },
                new BatchNorm(),
                new ReLU(),
                new Flatten(),
                new Linear { Features = 16 },
                new BatchNorm(),
                new ReLU(),
                new Linear { Features = 10 }
            ),
            new Seed(1)
        );
        Nets.Train(network, folder.Path);
        var model = OnnxExport.Of(network).Model;
        Assert.DoesNotContain(model.Proto.Graph.Node, node => node.OpType == "BatchNormalization");
        var images = Nets.Images(20);
        Nets.Close(Predictor.Logits(network, images, images.Count), Nets.Onnx(model, images, folder.Path), 1e-5);
    }

    [Fact]
    public void TheSameWeightsGiveTheSameBytes()
    {
        using var first = Network.Build(Nets.Around(new BatchNorm()), new Seed(9));
        using var second = Network.Build(Nets.Around(new BatchNorm()), new Seed(9));
        Assert.Equal(OnnxExport.Of(first).Model.ToBytes(), OnnxExport.Of(second).Model.ToBytes());
    }

    [Fact]
    public void ConvolutionsStayChannelsLast()
    {
        using var network = Network.Build(
            Nets.Of(
                new Conv { Channels = 8, Padding = 1 },
                new BatchNorm(),
                new ReLU(),
                new MaxPool(),
                new Conv { Channels = 16, Padding = 1 }
            ),
            new Seed(1)
        );
        using var scope = NewDisposeScope();
        var output = network.Logits(zeros(4, 9, 9, 2).permute(0, 3, 1, 2));
        Assert.Equal(1, output.stride()[1]);
    }
}
