using System.Text.Json;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Specs;
using DeepOptDistill.Training.Optimizers;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>The contract of every optimizer: descends a quadratic · rate 0 moves nothing · saved and resumed = uninterrupted · reference trajectory.</summary>
public class OptimizerContractTests
{
    private static readonly float[] Start = [1.0f, -0.8f, 0.6f, -0.4f, 0.2f, -0.1f];

    public static IEnumerable<object[]> Members() => Kinds.All.Members(typeof(Optimizer)).Select(kind => new object[] { kind });

    public static IEnumerable<object[]> Cases() => Reference().EnumerateObject().Select(c => new object[] { c.Name });

    [Theory]
    [MemberData(nameof(Members))]
    public void DescendsAQuadratic(Kind kind)
    {
        using var x = new Point(Make(kind));
        for (var t = 0; t < 300; t++) x.Step(0.02, v => v);
        Assert.All(x.Values(), v => Assert.InRange(v, -0.05f, 0.05f));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void RateZeroMovesNothing(Kind kind)
    {
        using var x = new Point(Make(kind) with { WeightDecay = 0.1 });
        for (var t = 0; t < 5; t++) x.Step(0, v => v);
        Assert.Equal(Start, x.Values());
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void ResumedIsUninterrupted(Kind kind)
    {
        using var whole = new Point(Make(kind));
        using var first = new Point(Make(kind));
        for (var t = 0; t < 20; t++) whole.Step(0.01, MathF.Sin);
        for (var t = 0; t < 7; t++) first.Step(0.01, MathF.Sin);
        using var second = new Point(Make(kind), first);
        for (var t = 7; t < 20; t++) second.Step(0.01, MathF.Sin);
        Assert.Equal(whole.Values(), second.Values());
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void EveryKindHasAReferenceTrajectory(Kind kind) => Assert.Contains(Reference().EnumerateObject(), c => c.Name.Split('-')[0] == kind.Name);

    [Theory]
    [MemberData(nameof(Cases))]
    public void FollowsPyTorch(string name)
    {
        var reference = Reference().GetProperty(name);
        var options = string.Join(", ", reference.GetProperty("options").EnumerateObject().Select(o => $"{o.Name}: {o.Value.GetRawText()}"));
        using var x = new Point(SpecFile.Parse<Holder>($"optimizer: {{ {name.Split('-')[0]}: {{ {options} }} }}", name, Kinds.All).Value.Optimizer);
        var path = reference.GetProperty("path").EnumerateArray().ToDictionary(p => p.GetProperty("step").GetInt32(), p => p.GetProperty("x").EnumerateArray().Select(v => v.GetDouble()).ToArray());
        for (var t = 1; t <= 200; t++)
        {
            var step = t;
            var i = 0;
            x.Step(x.Rate, v => (float)((0.05 * (i % 6 + 1) * v) + Math.Sin(3 * v) + (0.1 * Math.Cos(step * (i++ + 1)))));
            // 200 steps in single against double precision.
            if (path.TryGetValue(t, out var expected)) for (var k = 0; k < 6; k++) Assert.Equal(expected[k], x.Values()[k], 5e-6);
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
        foreach (var w in new[] { plain, last }) w.requires_grad = true;
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

    private static Optimizer Make(Kind kind) => (Optimizer)Activator.CreateInstance(kind.Type)!;

    private static JsonElement Reference() => JsonDocument.Parse(File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "optimizers.json"))).RootElement.GetProperty("cases");

    private sealed record Holder
    {
        public required Optimizer Optimizer { get; init; }
    }

    /// <summary>Six numbers under an optimizer.</summary>
    private sealed class Point : IDisposable
    {
        private readonly Tensor x;
        private readonly OptimizerState state;

        public Point(Optimizer optimizer, Point? from = null)
        {
            x = tensor(from?.Values() ?? Start, [2, 3], requires_grad: true);
            state = optimizer.Start([("x", x)]);
            Rate = optimizer.Rate;
            if (from is null) return;
            state.Steps = from.state.Steps;
            using var _ = no_grad();
            foreach (var (mine, theirs) in state.State.Zip(from.state.State)) mine.Value.copy_(theirs.Value);
        }

        public double Rate { get; }

        public float[] Values() => x.detach().data<float>().ToArray();

        public void Step(double rate, Func<float, float> gradient)
        {
            x.grad = tensor(Values().Select(gradient).ToArray(), [2, 3]);
            state.Step(rate);
        }

        public void Dispose()
        {
            state.Dispose();
            x.Dispose();
        }
    }
}
