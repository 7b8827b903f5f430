using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Teachers that know only some of the classes: NaN in their rows.</summary>
public sealed class UnknownClassTests
{
    private const float No = float.NaN;

    [Fact]
    public void AClassThatNobodyKnowsGetsNothing() =>
        AssertNear([0.25, 0, 0.75], Mix(new MeanProbabilities(), [0, No, MathF.Log(3)], 1), 1e-6);

    [Fact]
    public void ASpecialistDividesWhatTheGeneralistGivesItsClasses()
    {
        // The generalist cannot tell the last two classes apart, the specialist knows nothing else.
        float[] logits = [0, 0, 0, 0, No, No, 0, MathF.Log(3)];
        // Σ KL is smallest where the specialist's classes keep their sum and share it as the geometric compromise of both says.
        var mixed = Mix(new MeanProbabilities(), logits, 2);
        Assert.Equal(0.5, mixed[0] + mixed[1], 1e-4);
        Assert.Equal((0.25 + 0.75) / (0.25 + 0.25), mixed[3] / mixed[2], 1e-3);
    }

    [Fact]
    public void TheConsensusMinimizesTheSumOfDivergences()
    {
        float[] logits = [1, 0.5f, -1, 0, No, 2, 0, No, 0.3f, No, No, -0.4f];
        var best = Mix(new MeanProbabilities(), logits, 3);
        Assert.Equal(1, best.Sum(), 1e-5);
        var least = Divergence(logits, best);
        var random = new Core.RandomStream(5);
        for (var i = 0; i < 500; i++)
        {
            double[] moved = [.. best.Select(p => p * Math.Exp(0.05 * random.NextGaussian()))];
            Assert.True(Divergence(logits, [.. moved.Select(p => (float)(p / moved.Sum()))]) > least - 1e-7);
        }
    }

    [Fact]
    public void LogitsOfDifferentClassesAreNotAveraged()
    {
        Assert.False(new MeanLogits().TakesUnknownClasses);
        Assert.Throws<RunFailedException>(() => Mix(new MeanLogits(), [0, No, 1, 1], 2));
    }

    private static double Divergence(float[] logits, float[] q)
    {
        var sum = 0.0;
        foreach (var row in logits.Chunk(q.Length))
        {
            List<int> known = [.. Enumerable.Range(0, q.Length).Where(k => !float.IsNaN(row[k]))];
            var (all, said) = (known.Sum(k => (double)q[k]), known.Sum(k => Math.Exp(row[k])));
            sum += known.Sum(k => Math.Exp(row[k]) / said * Math.Log(Math.Exp(row[k]) / said / (q[k] / all)));
        }
        return sum;
    }

    private static float[] Mix(MixingRule rule, float[] logits, int teachers)
    {
        var mixed = new float[logits.Length / teachers];
        rule.Mix(logits, teachers, 1, mixed);
        return mixed;
    }

    private static void AssertNear(double[] expected, float[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
