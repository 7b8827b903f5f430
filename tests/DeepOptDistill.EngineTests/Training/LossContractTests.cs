using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// The contract of every loss on logits: finite scalar ≥ 0 · gradient = central difference · no tensor left alive. Those on inner tensors:
/// <see cref="FeatureLossContractTests"/>.
/// </summary>
public class LossContractTests
{
    private const int Samples = 5,
        Classes = 4;

    public static IEnumerable<object[]> Members() =>
        Kinds.All.Members(typeof(Loss)).Where(kind => !kind.Type.IsAssignableTo(typeof(FeatureLoss))).Select(kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Members))]
    public void IsAFiniteScalarAboveZero(Kind kind)
    {
        using var scope = NewDisposeScope();
        var value = Make(kind).Value(Input(Logits(1)));
        Assert.Empty(value.shape);
        Assert.InRange(value.item<float>(), 0, 1000);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void GradientIsTheCentralDifference(Kind kind)
    {
        const float h = 1e-2f;
        using var scope = NewDisposeScope();
        var loss = Make(kind);
        var at = Logits(2);
        var z = tensor(at, [Samples, Classes], requires_grad: true);
        loss.Value(Input(z)).backward();
        var gradient = z.grad!.data<float>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            double Shifted(float by) => loss.Value(Input([.. at.Select((v, j) => j == i ? v + by : v)])).item<float>();
            Assert.Equal((Shifted(h) - Shifted(-h)) / (2 * h), gradient[i], 2e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void LeavesNoTensorAlive(Kind kind)
    {
        using var outer = NewDisposeScope();
        var input = Input(Logits(3));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
            _ = Make(kind).Value(input);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    internal static float[] Logits(ulong seed)
    {
        var random = new Seed(seed).Stream();
        return [.. Enumerable.Range(0, Samples * Classes).Select(_ => (float)(2 * random.NextGaussian()))];
    }

    private static Loss Make(Kind kind) => (Loss)Activator.CreateInstance(kind.Type)!;

    private static LossInput Input(float[] logits) => Input(tensor(logits, Samples, Classes));

    private static LossInput Input(Tensor logits)
    {
        var teacher = Logits(77);
        return new LossInput(
            logits,
            tensor(new long[] { 0, 1, 2, 3, 1 }),
            new Dictionary<TargetKey, Tensor>
            {
                [1] = At(1),
                [2] = At(2),
                [4] = At(4),
            }
        )
        {
            Truths = tensor(Enumerable.Range(0, Samples * Classes).Select(i => (float)(i % 3 == 0 ? 1 : 0)).ToArray(), Samples, Classes),
            ValueDeviations = tensor(Enumerable.Repeat(2f, Classes).ToArray(), 1, Classes),
            TeacherLogits = tensor(teacher, Samples, Classes),
            Peers = [tensor(teacher, Samples, Classes), tensor(Logits(78), Samples, Classes)],
            LogitDeviations = tensor(Enumerable.Repeat(2f, Classes).ToArray(), 1, Classes),
        };
        Tensor At(double temperature)
        {
            var target = new float[Samples * Classes];
            for (var i = 0; i < Samples; i++)
                new MeanProbabilities().Mix(teacher.AsSpan(i * Classes, Classes), 1, temperature, target.AsSpan(i * Classes, Classes));
            return tensor(target, Samples, Classes);
        }
    }
}
