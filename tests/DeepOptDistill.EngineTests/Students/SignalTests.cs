using DeepOptDistill.Core;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Initialization;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// What initial weights do to a signal and its gradient through thirty layers, and the laws of the initializers that are more than a
/// distribution.
/// </summary>
public class SignalTests
{
    private const int Depth = 30,
        Width = 256;

    [Fact]
    public void HeKeepsTheVarianceThroughThirtyReLULayersAndXavierHalvesItInEach()
    {
        // Xavier on square layers has variance 1 / n, half of He's.
        var (he, xavier) = (Gain(new He(), () => new ReLU()), Gain(new Glorot(), () => new ReLU()));
        Assert.InRange(he.Forward, 0.1, 10);
        Assert.InRange(he.Backward, 0.1, 10);
        Assert.InRange(Math.Log2(xavier.Forward), -29 - 3.4, -29 + 3.4);
        Assert.InRange(Math.Log2(xavier.Backward), -29 - 3.4, -29 + 3.4);
    }

    [Fact]
    public void TheSlopeBehindALayerIsPartOfItsVariance()
    {
        Assert.InRange(Gain(new He(), () => new PReLU { Start = 0.5 }).Forward, 0.1, 10);
        Assert.InRange(Gain(new He(), () => new LeakyReLU { Slope = 0.5 }).Forward, 0.1, 10);
        // Without the factor 1 / (1 + a²) the signal grows by 1.25 in each of 29 layers: 646 times.
        Assert.InRange(Gain(new He { Slope = 0 }, () => new PReLU { Start = 0.5 }).Forward, 100, 5000);
    }

    [Theory]
    [InlineData(20, 50)]
    [InlineData(50, 20)]
    [InlineData(32, 32)]
    public void OrthogonalRowsOrColumnsAreOrthonormal(int rows, int columns)
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var matrix = tensor(new Orthogonal { Gain = 1.5 }.Draw(rows * columns, columns, rows, new Seed(3)), rows, columns);
        var product = rows < columns ? matrix.mm(matrix.t()) : matrix.t().mm(matrix);
        Assert.InRange((product - (eye(Math.Min(rows, columns)) * 2.25)).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void LsuvBringsEveryLayersOutputToVarianceOne()
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        Block[] layers =
        [
            new Conv
            {
                Channels = 8,
                Padding = 1,
                Init = new Lsuv(),
            },
            new Tanh(),
            new Conv { Channels = 12, Init = new Lsuv() },
            new ReLU(),
            new Flatten(),
            new Linear { Features = 10, Init = new Lsuv() },
        ];
        using var network = Network.Build(Nets.Of(layers), new Seed(2));
        manual_seed(1);
        var pixels = (randn(64, 9, 9, 2) * 7).permute(0, 3, 1, 2);
        LayerSequential.Scale(network, pixels);
        using var _ = no_grad();
        foreach (var upto in new[] { 1, 3, 6 })
            Assert.InRange(network.Upto(upto, pixels).var().item<float>(), 0.97, 1.03);
    }

    // Mean square at the end over that behind the first layer, of the activations and of their gradients.
    private static (double Forward, double Backward) Gain(Initializer init, Func<Block> activation)
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var layers = Enumerable
            .Range(0, Depth)
            .SelectMany(_ =>
                new[]
                {
                    new Linear { Features = Width, Init = init },
                    activation(),
                }
            );
        using var network = Network.Build(
            new StudentSpec
            {
                Name = "deep",
                Input = new InputSpec { Shape = [1, 16, 16] },
                Layers = [new Flatten(), .. layers],
            },
            new Seed(5)
        );
        manual_seed(4);
        var pixels = randn(512, 1, 16, 16);
        var first = network.Upto(3, pixels);
        var inner = first.detach().requires_grad_(true);
        var last = network.Between(3, network.Layers.Count, inner);
        last.backward([randn(last.shape)]);
        var forward = last.pow(2).mean().item<float>() / first.pow(2).mean().item<float>();
        return (forward, inner.grad!.pow(2).mean().item<float>());
    }
}
