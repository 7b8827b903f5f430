using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Rules in which teachers do not count the same.</summary>
public sealed class WeightedMixingTests
{
    private const int Classes = 7,
        Teachers = 4;

    public static TheoryData<MixingRule, MixingRule> Weighted =>
        new()
        {
            {
                new MeanProbabilities { Weights = [2, 0, 1, 0] },
                new MeanProbabilities { Weights = [2.0 / 3, 1.0 / 3] }
            },
            {
                new MeanLogits { Weights = [2, 0, 1, 0] },
                new MeanLogits { Weights = [2.0 / 3, 1.0 / 3] }
            },
        };

    public static TheoryData<MixingRule, MixingRule> Equal =>
        new()
        {
            {
                new MeanProbabilities { Weights = [3, 3, 3, 3] },
                new MeanProbabilities()
            },
            {
                new MeanLogits { Weights = [3, 3, 3, 3] },
                new MeanLogits()
            },
            {
                new ConfidenceWeighted { Power = 0 },
                new MeanProbabilities()
            },
            {
                new EntropyWeighted { Sharpness = 0 },
                new MeanProbabilities()
            },
            { new RandomTeacher(), new MeanProbabilities() },
        };

    [Theory]
    [MemberData(nameof(Weighted))]
    public void ATeacherOfWeightZeroIsNotThere(MixingRule all, MixingRule some)
    {
        var rows = Samples.Floats(Teachers * Classes, 3).Chunk(Classes).ToArray();
        // Not even what it excludes counts.
        rows[1][2] = float.NegativeInfinity;
        AssertNear(Mix(some, [.. rows[0], .. rows[2]], 2), Mix(all, [.. rows.SelectMany(row => row)]), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Equal))]
    public void EqualWeightsAreTheMean(MixingRule rule, MixingRule mean)
    {
        var logits = Samples.Floats(Teachers * Classes, 4);
        AssertNear(Mix(mean, logits), Mix(rule, logits), 1e-6);
    }

    [Fact]
    public void TheSurestTeacherDecidesInTheLimit()
    {
        var rows = Samples.Floats(Teachers * Classes, 5, 1).Chunk(Classes).ToArray();
        rows[2][6] = 12;
        float[] logits = [.. rows.SelectMany(row => row)];
        AssertNear(Mix(new MeanProbabilities(), rows[2], 1), Mix(new ConfidenceWeighted { Power = 500 }, logits), 1e-5);
        AssertNear(Mix(new MeanProbabilities(), rows[2], 1), Mix(new EntropyWeighted { Sharpness = 500 }, logits), 1e-5);
    }

    [Fact]
    public void WeightsByConfidenceAreThoseOfTheFormula()
    {
        float[] logits = [0, MathF.Log(3), 0, MathF.Log(9)]; // (1/4, 3/4) and (1/10, 9/10)
        var (first, second) = (0.75 * 0.75, 0.9 * 0.9);
        var expected = ((first * 0.75) + (second * 0.9)) / (first + second);
        Assert.Equal(expected, Mix(new ConfidenceWeighted { Power = 2 }, logits, 2)[1], 1e-6);
        double Entropy(double p) => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
        (first, second) = (Math.Exp(-3 * Entropy(0.75)), Math.Exp(-3 * Entropy(0.9)));
        Assert.Equal(((first * 0.75) + (second * 0.9)) / (first + second), Mix(new EntropyWeighted { Sharpness = 3 }, logits, 2)[1], 1e-6);
    }

    [Fact]
    public void ABatchHasOneTeacherAndAllAreDrawnEquallyOften()
    {
        var rows = Samples.Floats(Teachers * Classes, 6).Chunk(Classes).ToArray();
        float[] logits = [.. rows.SelectMany(row => row)];
        var each = rows.Select(row => Mix(new MeanProbabilities(), row, 1)).ToList();
        var counts = new int[Teachers];
        for (var batch = 0; batch < 4000; batch++)
        {
            var mixed = Mix(new RandomTeacher(), logits, Teachers, batch);
            Assert.Equal(mixed, Mix(new RandomTeacher(), logits, Teachers, batch));
            counts[each.FindIndex(p => p.Zip(mixed, (a, b) => Math.Abs(a - b)).Max() < 1e-6)]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void AMixtureCoolsEachTeacherFirst()
    {
        var logits = Samples.Floats(2 * Classes, 7);
        float[] cooled = [.. logits.Select((v, i) => v / (i < Classes ? 2f : 0.5f))];
        var mixed = new float[Classes];
        new Mixture(new MeanProbabilities(), [2, 0.5]).Mix([.. logits], 2, 3, mixed);
        AssertNear(Mix(new MeanProbabilities(), cooled, 2, temperature: 3), mixed, 1e-6);
    }

    private static float[] Mix(MixingRule rule, float[] logits, int teachers = Teachers, long? batch = null, double temperature = 1)
    {
        var mixed = new float[logits.Length / teachers];
        rule.Mix(logits, teachers, temperature, mixed, batch);
        return mixed;
    }

    private static void AssertNear(float[] expected, float[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
