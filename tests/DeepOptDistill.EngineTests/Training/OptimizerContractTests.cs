using System.Text.Json;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Training.Optimizers;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// The contract of every optimizer: descends a quadratic · rate 0 moves nothing · saved and resumed = uninterrupted · reference trajectory.
/// </summary>
public class OptimizerContractTests
{
    private static readonly double[] Start = [1.0, -0.8, 0.6, -0.4, 0.2, -0.1];

    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Optimizer)).Select(kind => new object[] { kind });

    public static IEnumerable<object[]> Cases() => Reference().EnumerateObject().Select(c => new object[] { c.Name });

    [Theory]
    [MemberData(nameof(Members))]
    public void DescendsAQuadratic(Kind kind)
    {
        // At one of its usual rates; Adadelta's and Adagrad's are far above the others'.
        Assert.Contains(
            new[] { 0.02, 0.3, 1 },
            rate =>
            {
                using var x = new Point(Make(kind));
                for (var t = 0; t < 600; t++)
                    x.Step(rate, Quadratic);
                return x.Values().All(v => Math.Abs(v) < 0.05);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void RateZeroMovesNothing(Kind kind)
    {
        using var x = new Point(Make(kind) with { WeightDecay = 0.1 });
        for (var t = 0; t < 5; t++)
            x.Step(0, Quadratic);
        Assert.Equal(Start, x.Values());
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void ResumedIsUninterrupted(Kind kind)
    {
        using var whole = new Point(Make(kind));
        using var first = new Point(Make(kind));
        for (var t = 0; t < 20; t++)
            whole.Step(0.01, Wave);
        for (var t = 0; t < 7; t++)
            first.Step(0.01, Wave);
        using var second = new Point(Make(kind), first);
        for (var t = 7; t < 20; t++)
            second.Step(0.01, Wave);
        Assert.Equal(whole.Values(), second.Values());
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void DecoupledDecayAloneShrinksGeometrically(Kind kind)
    {
        // Without a gradient η·λ is taken off in every step, whatever the optimizer.
        using var x = new Point(Make(kind) with { WeightDecay = 0.5, Decay = DecayForm.Decoupled });
        for (var t = 0; t < 10; t++)
            x.Step(0.1, v => (v * 0).sum());
        for (var i = 0; i < Start.Length; i++)
            Assert.Equal(Start[i] * Math.Pow(0.95, 10), x.Values()[i], 1e-12);
    }

    [Fact]
    public void AdamWDecaysByAHundredthWhereNothingIsSaid()
    {
        using var x = new Point(SpecFile.Parse<Holder>("optimizer: adamw", "adamw", Kinds.All).Value.Optimizer);
        for (var t = 0; t < 10; t++)
            x.Step(0.1, v => (v * 0).sum());
        for (var i = 0; i < Start.Length; i++)
            Assert.Equal(Start[i] * Math.Pow(0.999, 10), x.Values()[i], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void EveryKindHasAReferenceTrajectory(Kind kind) =>
        Assert.Contains(Reference().EnumerateObject(), c => c.Value.GetProperty("kind").GetString() == kind.Name);

    [Theory]
    [MemberData(nameof(Cases))]
    public void FollowsItsReference(string name) => Follow(name, ScalarType.Float64, _ => 1e-6);

    [Theory]
    [MemberData(nameof(Cases))]
    public void FollowsItsReferenceInSinglePrecision(string name) =>
        // Where a gradient passes through 0, division by its own root mean square amplifies rounding: close at first, near after 200 steps.
        Follow(name, ScalarType.Float32, step => step <= 10 ? 1e-4 : 2e-2);

    private static void Follow(string name, ScalarType type, Func<int, double> tolerance)
    {
        var reference = Reference().GetProperty(name);
        var kind = reference.GetProperty("kind").GetString();
        var options = string.Join(
            ", ",
            reference.GetProperty("options").EnumerateObject().Select(o => $"{o.Name}: {o.Value.GetRawText()}")
        );
        using var x = new Point(
            SpecFile.Parse<Holder>($"optimizer: {{ {kind}: {{ {options} }} }}", name, Kinds.All).Value.Optimizer,
            type: type
        );
        var path = reference
            .GetProperty("path")
            .EnumerateArray()
            .ToDictionary(
                p => p.GetProperty("step").GetInt32(),
                p => p.GetProperty("x").EnumerateArray().Select(v => v.GetDouble()).ToArray()
            );
        using var numbers = arange(1, 7, type).reshape(2, 3);
        for (var t = 1; t <= 200; t++)
        {
            using var push = (numbers * t).cos() * 0.1;
            x.Step(x.Rate, v => ((numbers * 0.025 * v * v) - ((v * 3).cos() / 3) + (push * v)).sum());
            if (!path.TryGetValue(t, out var expected))
                continue;
            var values = x.Values();
            for (var k = 0; k < 6; k++)
                Assert.InRange(Math.Abs(values[k] - expected[k]) / Math.Max(0.01, Math.Abs(expected[k])), 0, tolerance(t));
        }
    }

    [Fact]
    public void DecayLeavesBiasesAlone()
    {
        using var scope = NewDisposeScope();
        var (matrix, bias) = (ones(2, 2, requires_grad: true), ones(2, requires_grad: true));
        using var sgd = new Sgd { WeightDecay = 0.5, Momentum = 0 }.Start([("w", matrix), ("b", bias)]);
        (matrix.grad, bias.grad) = (zeros(2, 2), zeros(2));
        sgd.Step(0.1);
        Assert.Equal(0.95f, matrix.mean().item<float>(), 1e-6);
        Assert.Equal(1f, bias.mean().item<float>());
    }

    [Fact]
    public void ChannelsLastKernelsMoveAsPlainOnes()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var plain = randn(4, 3, 2, 2);
        var last = plain.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach();
        foreach (var w in new[] { plain, last })
            w.requires_grad = true;
        using var a = new Adam().Start([("w", plain)]);
        using var b = new Adam().Start([("w", last)]);
        for (var t = 0; t < 5; t++)
        {
            plain.grad = (plain * 2).detach();
            last.grad = (last * 2).detach();
            a.Step(0.1);
            b.Step(0.1);
        }
        Assert.True(plain.allclose(last, atol: 1e-6));
    }

    private static Tensor Quadratic(Tensor x) => (x * x).sum() / 2;

    private static Tensor Wave(Tensor x) => -x.cos().sum();

    private static Optimizer Make(Kind kind) => (Optimizer)Activator.CreateInstance(kind.Type)!;

    private static JsonElement Reference() =>
        JsonDocument
            .Parse(File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "optimizers.json")))
            .RootElement.GetProperty("cases");

    private sealed record Holder
    {
        public required Optimizer Optimizer { get; init; }
    }

    /// <summary>Six numbers under an optimizer.</summary>
    private sealed class Point : IDisposable
    {
        private readonly Tensor x;
        private readonly OptimizerState state;

        public Point(Optimizer optimizer, Point? from = null, ScalarType type = ScalarType.Float64)
        {
            x = tensor(from?.Values() ?? Start, [2, 3], type).detach();
            x.requires_grad = true;
            state = optimizer.Start([("x", x)]);
            Rate = optimizer.Rate;
            if (from is null)
                return;
            state.Steps = from.state.Steps;
            using var _ = no_grad();
            foreach (var (mine, theirs) in state.State.Zip(from.state.State))
                mine.Value.copy_(theirs.Value);
        }

        public double Rate { get; }

        public double[] Values()
        {
            using var scope = NewDisposeScope();
            return x.detach().to(ScalarType.Float64).data<double>().ToArray();
        }

        public void Step(double rate, Func<Tensor, Tensor> objective)
        {
            using var scope = NewDisposeScope();
            state.Backward(objective(x));
            state.Step(rate);
            x.grad = null;
        }

        public void Dispose()
        {
            state.Dispose();
            x.Dispose();
        }
    }
}
