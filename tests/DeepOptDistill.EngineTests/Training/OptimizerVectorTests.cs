using DeepOptDistill.Core.Problems;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Optimizers;
using DeepOptDistill.Training.Schedules;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Values from the papers' formulas, laws of single optimizers, and what a stage does around a step.</summary>
public class OptimizerVectorTests
{
    /// <summary>f = θ²/2 from θ = 1, three steps, by hand from the papers' formulas.</summary>
    public static TheoryData<Optimizer, double[]> Vectors =>
        new()
        {
            { new Adam(), [0.9990000000, 0.9980000262, 0.9970000961] },
            { new AdaMax(), [0.998, 0.9960001054, 0.9940003883] },
            { new RmsPropFitNets(), [0.9841886117, 0.9728048183, 0.9633168409] },
            { new AdaDelta(), [0.9955279088, 0.9910087481, 0.9864645649] },
            {
                new AdaGrad { Rate = 0.1 },
                [0.9, 0.8331035269, 0.7804561814]
            },
            {
                new Sgd { Rate = 0.1, Nesterov = true },
                [0.81, 0.5751, 0.327321]
            },
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ThreeStepsAsInThePapers(Optimizer optimizer, double[] expected)
    {
        using var x = new Walker(optimizer, 1.0);
        foreach (var value in expected)
            Assert.Equal(value, x.Step(optimizer.Rate, v => (v * v).sum() / 2)[0], 2e-10);
    }

    [Fact]
    public void GarbageCollectionsDuringStepsChangeNothing()
    {
        double[] Run(CancellationToken stop)
        {
            var disturb = Task.Run(
                () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                    }
                },
                CancellationToken.None
            );
            using var x = new Walker(new Adam(), 1.0, -2.0, 3.0);
            double[] last = [];
            for (var t = 0; t < 1500; t++)
                last = x.Step(1e-3, v => (v * v).sum() / 2);
            return last;
        }
        using var calm = new CancellationTokenSource();
        calm.Cancel();
        using var disturbed = new CancellationTokenSource();
        var expected = Run(calm.Token);
        var found = Run(disturbed.Token);
        disturbed.Cancel();
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(false, 1.0)]
    [InlineData(true, -1.0)]
    public void ReddisCounterExample(bool neverShrinks, double end)
    {
        // f = 1010x in one step of 101, else −10x, on [−1, 1]: the best point is −1. η = 0.5/√t. Adam's correction of bias is
        // gone after some hundred steps.
        using var x = new Walker(neverShrinks ? new AmsGrad { Beta2 = 0.99 } : new Adam { Beta2 = 0.99 }, 0.0);
        for (var t = 1; t <= 60_000; t++)
            x.StepAlong(0.5 / Math.Sqrt(t), t % 101 == 1 ? 1010 : -10, within: 1);
        Assert.InRange(x.Values()[0], end - 0.15, end + 0.15);
    }

    [Fact]
    public void SaddleFreeNewtonLeavesTheSaddle()
    {
        using var x = new Walker(new SaddleFreeNewton { Damping = 1e-12 }, 1, 0.5);
        var values = x.Step(1, v => v[0].square() - v[1].square());
        Assert.Equal(0, values[0], 1e-9);
        Assert.Equal(1, values[1], 1e-9);
    }

    [Fact]
    public void SaddleFreeNewtonIsNewtonOnAConvexQuadratic()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var b = randn(12, 12, dtype: ScalarType.Float64);
        var a = b.matmul(b.t()) + eye(12, dtype: ScalarType.Float64);
        using var x = new Walker(new SaddleFreeNewton { Damping = 1e-12 }, [.. Enumerable.Range(1, 12).Select(i => i / 6.0)]);
        Assert.All(x.Step(1, v => v.dot(a.matmul(v)) / 2), v => Assert.Equal(0, v, 1e-6));
    }

    [Fact]
    public void SaddleFreeNewtonTakesALinearObjective()
    {
        using var x = new Walker(new SaddleFreeNewton { Damping = 0.5 }, 1, 2);
        Assert.Equal([0.8, 1.8], x.Step(0.1, v => v.sum()), (p, q) => Math.Abs(p - q) < 1e-12);
    }

    [Fact]
    public void SaddleFreeNewtonRefusesALargeNetwork()
    {
        using var weights = zeros(600, 600, requires_grad: true);
        var error = Assert.Throws<InputException>(() => new SaddleFreeNewton().Start([("w", weights)]));
        Assert.Contains("360000 parameters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e4)]
    public void AdamDoesNotSeeTheGradientsScale(double scale)
    {
        using var plain = new Walker(new Adam { Epsilon = 1e-30 }, 1, -2, 0.5);
        using var scaled = new Walker(new Adam { Epsilon = 1e-30 }, 1, -2, 0.5);
        for (var t = 0; t < 30; t++)
        {
            plain.Step(0.01, v => -v.cos().sum());
            scaled.Step(0.01, v => -v.cos().sum() * scale);
        }
        Assert.Equal(plain.Values(), scaled.Values(), (p, q) => Math.Abs(p - q) < 1e-12);
    }

    [Theory]
    [InlineData(0.9, 0.999)]
    [InlineData(0.9, 0.9)]
    public void AdamsStepIsBounded(double beta1, double beta2)
    {
        // |Δ| ≤ η·max(1, (1−β₁)/√(1−β₂)), with the rarest of gradients too.
        var most = 0.01 * Math.Max(1, (1 - beta1) / Math.Sqrt(1 - beta2));
        using var x = new Walker(new Adam { Beta1 = beta1, Beta2 = beta2 }, 0.0);
        for (var t = 1; t <= 3000; t++)
        {
            var before = x.Values()[0];
            x.StepAlong(
                0.01,
                t % 500 == 0 ? 1e6
                    : t % 7 == 0 ? -1
                    : 0,
                within: 1e9
            );
            Assert.InRange(Math.Abs(x.Values()[0] - before), 0, most * 1.0001);
        }
    }

    [Fact]
    public void AGroupHasItsOwnRateAndDecay()
    {
        using var scope = NewDisposeScope();
        var names = new[] { "conv1.weight", "conv1.bias", "conv2.weight", "linear1.weight" };
        var parameters = names.Select(n => (n, ones(2, 2, requires_grad: true))).ToList();
        using var state = new Sgd
        {
            Momentum = 0,
            WeightDecay = 0.5,
            Groups =
            [
                new ParameterGroup { Layers = "conv1", Rate = 0 },
                new ParameterGroup
                {
                    Layers = "conv*",
                    Rate = 2,
                    WeightDecay = 0,
                },
            ],
        }.Start(parameters);
        state.Backward(parameters.Select(p => p.Item2.sum()).Aggregate((p, q) => p + q));
        state.Step(0.1);
        Assert.Equal([1f, 1f, 0.8f, 0.85f], parameters.Select(p => p.Item2.mean().item<float>()), (p, q) => Math.Abs(p - q) < 1e-6);
    }

    [Fact]
    public void AGroupOfNothingIsRefused()
    {
        using var w = zeros(2, 2, requires_grad: true);
        var error = Assert.Throws<InputException>(() =>
            new Sgd { Groups = [new ParameterGroup { Layers = "conw1" }] }.Start([("conv1.weight", w)])
        );
        Assert.Contains("'conv1'", error.Problems[0].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, null, 0.6, 0.8)]
    [InlineData(10.0, null, 3, 4)]
    [InlineData(null, 3.5, 3, 3.5)]
    [InlineData(1.0, 3.0, 0.70710678, 0.70710678)]
    public void AGradientIsClipped(double? norm, double? value, double first, double second)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (zeros(1, requires_grad: true), zeros(1, requires_grad: true));
        using var state = new Stage
        {
            Name = "s",
            Epochs = 1,
            Loss = [new CrossEntropy()],
            Optimizer = new Sgd { Momentum = 0 },
            ClipNorm = norm,
            ClipValue = value,
        }.Start([("a", a), ("b", b)], new ScheduleClock(0, 1, 1));
        state.Backward((a * 3).sum() + (b * 4).sum());
        state.Step(1);
        Assert.Equal(-first, a.item<float>(), 1e-5);
        Assert.Equal(-second, b.item<float>(), 1e-5);
    }

    [Fact]
    public void FiltersKeepTheirMaxNorm()
    {
        using var scope = NewDisposeScope();
        var (w, bias) = (tensor(new float[] { 3, 4, 0.3f, 0.4f }, 2, 2, requires_grad: true), full(2, 9f, requires_grad: true));
        using var state = new Stage
        {
            Name = "s",
            Epochs = 1,
            Loss = [new CrossEntropy()],
            Optimizer = new Sgd(),
            MaxNorm = [new MaxNorm { Norm = 2 }],
        }.Start([("w", w), ("b", bias)], new ScheduleClock(0, 1, 1));
        state.Backward(((w * 0).sum()) + (bias * 0).sum());
        state.Step(1);
        Assert.Equal([1.2f, 1.6f, 0.3f, 0.4f], w.detach().data<float>().ToArray(), (p, q) => Math.Abs(p - q) < 1e-6);
        Assert.Equal(9, bias[0].item<float>());
    }

    /// <summary>A vector under an optimizer, in double precision.</summary>
    private sealed class Walker : IDisposable
    {
        private readonly Tensor x;
        private readonly OptimizerState state;

        public Walker(Optimizer optimizer, params double[] start)
        {
            x = tensor(start, requires_grad: true);
            state = optimizer.Start([("x", x)]);
        }

        public double[] Values() => x.detach().data<double>().ToArray();

        public double[] Step(double rate, Func<Tensor, Tensor> objective)
        {
            using var scope = NewDisposeScope();
            state.Backward(objective(x));
            state.Step(rate);
            x.grad = null;
            return Values();
        }

        public void StepAlong(double rate, double gradient, double within)
        {
            using var scope = NewDisposeScope();
            x.grad = full_like(x.detach(), gradient);
            state.Step(rate);
            using var _ = no_grad();
            x.clamp_(-within, within);
        }

        public void Dispose()
        {
            state.Dispose();
            x.Dispose();
        }
    }
}
