using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms.Fused;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>
/// Batch norm and activation in one pass = libtorch's two layers: values, all gradients, statistics, in every shape and memory order.
/// </summary>
public class FusedBatchNormTests
{
    private const double Epsilon = 1e-5;

    public static TheoryData<long[], bool, double> Cases()
    {
        var cases = new TheoryData<long[], bool, double>();
        foreach (var slope in new[] { 0, 0.2, 1 })
        {
            cases.Add([37, 5], false, slope);
            cases.Add([300, 64], false, slope);
            cases.Add([6, 16, 7, 5], true, slope);
            cases.Add([6, 16, 7, 5], false, slope);
            cases.Add([3, 19, 4, 4], true, slope);
            cases.Add([64, 48, 14, 14], true, slope);
            cases.Add([5, 1, 6, 6], true, slope);
            cases.Add([9, 33, 1, 1], true, slope);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsTheSeparateLayers(long[] shape, bool channelsLast, double slope)
    {
        Engine.Start(2);
        using var scope = NewDisposeScope();
        manual_seed(11);
        var (x, dy) = (Random(shape, channelsLast), Random(shape, !channelsLast));
        var (weight, bias) = (rand(shape[1]) + 0.5, randn(shape[1]));
        var ours = Gradients(
            x,
            weight,
            bias,
            dy,
            (a, g, b) => NormActivation.Of(a, g, b, new BatchStatistics((int)shape[1]), Epsilon, (float)slope)
        );
        var theirs = Gradients(
            x,
            weight,
            bias,
            dy,
            (a, g, b) =>
            {
                var z = nn.functional.batch_norm(a, null!, null!, g, b, true, 0.1, Epsilon);
                return slope == 1 ? z : nn.functional.leaky_relu(z, slope);
            }
        );
        foreach (var (mine, torchs) in ours.Zip(theirs))
            Near(torchs, mine);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TheGradientIsThePapers(double slope)
    {
        // Vector of Ioffe and Szegedy's formulas: x, γ, β, ε, dy.
        Engine.Start(1);
        using var scope = NewDisposeScope();
        var found = Gradients(
            tensor(new float[] { 1, 2, 4, 7 }).reshape(4, 1),
            tensor(new[] { 2f }),
            tensor(new[] { slope == 0 ? 100.5f : 0.5f }),
            tensor(new float[] { 1, 0, -1, 2 }).reshape(4, 1),
            (a, g, b) => NormActivation.Of(a, g, b, new BatchStatistics(1), Epsilon, (float)slope)
        );
        Near(tensor(new[] { -1.6821768241f, -.8093060945f, .9364353648f, 3.5550475537f }).reshape(4, 1) + (slope == 0 ? 100 : 0), found[0]);
        Near(tensor(new[] { .8520873015f, -.1870442028f, -1.3924364818f, .7273933831f }).reshape(4, 1), found[1]);
        Near(tensor(new[] { 1.7457414593f }), found[2]);
        Near(tensor(new[] { 2f }), found[3]);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void IsInvariantToTheScaleOfTheLayerBefore(double a)
    {
        Engine.Start(1);
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (u, w, dy) = (randn(64, 12), randn(12, 8), randn(64, 8));
        (Tensor Value, Tensor Gradient) Of(Tensor kernel)
        {
            var leaf = kernel.detach().requires_grad_(true);
            var y = NormActivation.Of(u.mm(leaf), ones(8), zeros(8), new BatchStatistics(8), 1e-12, 0f);
            y.backward([dy]);
            return (y.detach(), leaf.grad!);
        }
        var (plain, scaled) = (Of(w), Of(w * a));
        Near(plain.Value, scaled.Value);
        Near(plain.Gradient, scaled.Gradient * a);
    }

    [Fact]
    public void StatisticsSurviveAMeanFarFromZero()
    {
        Engine.Start(2);
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = (randn(4096, 16) * 0.01) + 1000;
        var statistics = new BatchStatistics(16);
        Pass.Measure(x, statistics);
        var exact = x.to(ScalarType.Float64).var(0, unbiased: false).data<double>().ToArray();
        for (var c = 0; c < 16; c++)
            Assert.Equal(1, statistics.Variance[c] / exact[c], 0.01);
    }

    private static Tensor[] Gradients(Tensor x, Tensor weight, Tensor bias, Tensor dy, Func<Tensor, Tensor, Tensor, Tensor> layer)
    {
        var leaves = new[] { x, weight, bias }.Select(t => t.detach().alias().requires_grad_(true)).ToArray();
        var y = layer(leaves[0], leaves[1], leaves[2]);
        y.backward([dy]);
        return [y.detach(), .. leaves.Select(leaf => leaf.grad!)];
    }

    private static Tensor Random(long[] shape, bool channelsLast) =>
        !channelsLast || shape.Length == 2 ? randn(shape) : randn(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);

    private static void Near(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        var scale = Math.Max(1e-3, expected.abs().max().item<float>());
        Assert.InRange((expected - found).abs().max().item<float>() / scale, 0, 2e-5);
    }
}
