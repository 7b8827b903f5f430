using DeepOptDistill.Core;
using DeepOptDistill.Students.Activations;
using DeepOptDistill.Students.Activations.Fused;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Maxout in one pass = libtorch's maximum over an axis of pieces, in every shape and memory order; but the first of equal pieces has the
/// gradient.
/// </summary>
public class MaxoutTests
{
    public static TheoryData<long[], bool, int> Cases()
    {
        var cases = new TheoryData<long[], bool, int>();
        foreach (var pieces in new[] { 2, 3, 5 })
        {
            cases.Add([37, 5 * pieces], false, pieces);
            cases.Add([300, 64 * pieces], false, pieces);
            cases.Add([6, 16 * pieces, 7, 5], true, pieces);
            cases.Add([6, 16 * pieces, 7, 5], false, pieces);
            cases.Add([5, pieces, 6, 6], true, pieces);
            cases.Add([9, 33 * pieces, 1, 1], true, pieces);
            cases.Add([32, 12 * pieces, 9, 9], true, pieces);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsThePlainForm(long[] shape, bool channelsLast, int pieces)
    {
        Engine.Start(2);
        using var scope = NewDisposeScope();
        manual_seed(11);
        var x = Random(shape, channelsLast);
        var dy = Random([shape[0], shape[1] / pieces, .. shape[2..]], !channelsLast);
        var ours = Gradient(x, dy, a => PieceMaximum.Of(a, pieces));
        var plain = Gradient(x, dy, a => Plain(a, pieces));
        Assert.Equal(plain.Value.shape, ours.Value.shape);
        Assert.True(ours.Value.eq(plain.Value).all().item<bool>());
        Assert.True(ours.Gradient.eq(plain.Gradient).all().item<bool>());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void TheFirstOfEqualPiecesHasTheGradient(int pieces)
    {
        using var scope = NewDisposeScope();
        var dy = rand(3, 40);
        var gradient = Gradient(ones(3, 40 * pieces), dy, x => PieceMaximum.Of(x, pieces)).Gradient.reshape(3, 40, pieces);
        Assert.True(gradient.select(2, 0).eq(dy).all().item<bool>());
        Assert.Equal(0, gradient.slice(2, 1, pieces, 1).abs().sum().item<float>());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ANanBeatsAllNumbersWhereverItStands(int pieces)
    {
        using var scope = NewDisposeScope();
        for (var at = 0; at < pieces; at++)
        {
            var x = rand(2, 40, pieces);
            x.select(2, at).fill_(float.NaN);
            Assert.True(PieceMaximum.Of(x.reshape(2, -1), pieces).isnan().all().item<bool>());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ChannelsLastStaysChannelsLast(bool separate)
    {
        using var network = Network.Build(
            Nets.Of(new Conv { Channels = 8, Padding = 1 }, new Maxout(), new Conv { Channels = 4 }),
            new Seed(1)
        );
        network.DifferentiateTwice(separate);
        using var scope = NewDisposeScope();
        Assert.Equal(1, network.Upto(2, zeros(4, 9, 9, 2).permute(0, 3, 1, 2)).stride()[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NoTensorIsLeftAliveByAStep(bool training)
    {
        using var network = Network.Build(
            Nets.Of(
                new Conv { Channels = 8, Padding = 1 },
                new Maxout(),
                new Flatten(),
                new Linear { Features = 30 },
                new Maxout { Pieces = 3 }
            ),
            new Seed(1)
        );
        long Alive(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                foreach (var (_, parameter) in network.Parameters)
                    parameter.grad?.zero_();
                using var _ = training ? null : no_grad();
                var loss = network.Logits(rand(8, 9, 9, 2).permute(0, 3, 1, 2)).pow(2).sum();
                if (training)
                    loss.backward();
            }
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        var before = Alive(3);
        Assert.Equal(before, Alive(10));
    }

    [Fact]
    public void TheSeparateFormCanBeDifferentiatedTwice()
    {
        using var network = Network.Build(
            Nets.Of(new Conv { Channels = 8, Padding = 1 }, new Maxout(), new Flatten(), new Linear { Features = 10 }),
            new Seed(1)
        );
        network.DifferentiateTwice(true);
        using var scope = NewDisposeScope();
        var weight = network.Parameters.Single(p => p.Name == "conv1.weight").Value;
        var loss = network.Logits(rand(8, 9, 9, 2).permute(0, 3, 1, 2)).pow(2).sum();
        var first = autograd.grad([loss], [weight], retain_graph: true, create_graph: true)[0];
        var second = autograd.grad([first.pow(2).sum()], [weight])[0];
        Assert.True(second.abs().sum().item<float>() > 0);
    }

    private static Tensor Plain(Tensor x, int pieces) => x.unflatten(1, x.shape[1] / pieces, pieces).amax([2]);

    private static (Tensor Value, Tensor Gradient) Gradient(Tensor x, Tensor dy, Func<Tensor, Tensor> layer)
    {
        var leaf = x.detach().alias().requires_grad_(true);
        var y = layer(leaf);
        y.backward([dy]);
        return (y.detach(), leaf.grad!);
    }

    private static Tensor Random(long[] shape, bool channelsLast) =>
        !channelsLast || shape.Length == 2 ? randn(shape) : randn(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
}
