using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class MixingTests
{
    private static readonly (int Teachers, int Classes, double Temperature, double Scale)[] Cases =
    [
        (1, 2, 1, 10),
        (4, 10, 4, 10),
        (2, 10, 0.05, 30),
        (7, 100, 20, 5),
        (3, 1, 2, 3),
        (4, 10, 1, 1000),
        (2, 1500, 3, 8),
    ];

    private static IReadOnlyList<Kind> Members => new Catalog(typeof(MixingRule).Assembly).Members(typeof(MixingRule));

    public static TheoryData<string> Kinds => new(Members.Select(kind => kind.Name));

    /// <summary>A rule for some teachers is the rule for all of a smaller ensemble.</summary>
    [Fact]
    public void WeightsOfSomeTeachersAreTheirs()
    {
        Assert.Equal(
            [3, 1],
            new MeanProbabilities { Weights = [3, 2, 1] }
                .Among([0, 2])
                .StatedWeights
        );
        Assert.Equal(
            [1, 3],
            new MeanLogits { Weights = [3, 2, 1] }
                .Among([2, 0])
                .StatedWeights
        );
        Assert.Empty(
            new MeanProbabilities { Weights = [0, 2, 0] }
                .Among([0, 2])
                .StatedWeights
        );
        Assert.Equal(new Stacking(), new Stacking().Among([0]));
    }

    [Fact]
    public void TheFamilyHasItsMembers() =>
        Assert.Equal(
            ["confidence-weighted", "entropy-weighted", "greedy", "mean-logits", "mean-probabilities", "random-teacher", "stacking"],
            Members.Select(kind => kind.Name)
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GivesADistribution(string kind)
    {
        foreach (var (teachers, classes, temperature, scale) in Cases)
        {
            var mixed = Mixed(kind, Samples.Floats(teachers * classes, 3, scale), teachers, temperature);
            Assert.All(mixed, probability => Assert.InRange(probability, 0f, 1.000001f));
            Assert.Equal(1.0, mixed.Sum(p => (double)p), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DoesNotDependOnTheOrderOfTeachers(string kind)
    {
        foreach (var (teachers, classes, temperature, scale) in Cases)
        {
            var rows = Samples.Floats(teachers * classes, 4, scale).Chunk(classes).ToArray();
            var forward = Mixed(kind, [.. rows.SelectMany(row => row)], teachers, temperature);
            var backward = Mixed(kind, [.. rows.Reverse().SelectMany(row => row)], teachers, temperature);
            AssertNear([.. forward.Select(p => (double)p)], backward, 1e-6 * (1 + scale / temperature));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OneTeacherIsItsOwnSoftmax(string kind)
    {
        foreach (var (_, classes, temperature, scale) in Cases)
        {
            var logits = Samples.Floats(classes, 5, scale);
            AssertNear(Reference.Softmax([.. logits.Select(v => v / temperature)]), Mixed(kind, logits, 1, temperature), 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EqualTeachersAreOneTeacher(string kind)
    {
        var logits = Samples.Floats(10, 6);
        AssertNear(Reference.Softmax([.. logits.Select(v => v / 4.0)]), Mixed(kind, [.. logits, .. logits, .. logits], 3, 4), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ATeacherMayAddAConstantToItsLogits(string kind)
    {
        var logits = Samples.Floats(30, 7);
        float[] moved = [.. logits.Select((v, i) => i / 10 == 1 ? v + 64 : v)];
        AssertNear([.. Mixed(kind, logits, 3, 4).Select(p => (double)p)], Mixed(kind, moved, 3, 4), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AClassThatAllExcludeGetsNothingAndTheOthersWhatTheyHad(string kind)
    {
        var rows = Samples.Floats(30, 8).Chunk(10).ToArray();
        var without = Mixed(kind, [.. rows.SelectMany(row => row)], 3, 4);
        var with = Mixed(kind, [.. rows.SelectMany(row => row.Append(float.NegativeInfinity))], 3, 4);
        Assert.Equal([.. without, 0f], with);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HugeLogitsOverflowNothing(string kind) => Assert.Equal([0f, 1f], Mixed(kind, [-1e30f, 1e30f, -1e30f, 1e30f], 2, 1));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LogitsWithoutADistributionAreRefused(string kind)
    {
        Assert.Throws<RunFailedException>(() => Mixed(kind, [1, float.PositiveInfinity, 0], 1, 1));
        Assert.Throws<RunFailedException>(() => Mixed(kind, [float.NaN, float.NaN], 1, 1));
        Assert.Throws<RunFailedException>(() => Mixed(kind, [float.NegativeInfinity, float.NegativeInfinity], 1, 1));
        Assert.Throws<ArgumentException>(() => Create(kind).Mix(new float[5], 2, 1, new float[3]));
    }

    [Fact]
    public void MeanProbabilitiesIsTheArithmeticMean()
    {
        foreach (var (teachers, classes, temperature, scale) in Cases)
        {
            var logits = Samples.Floats(teachers * classes, 9, scale);
            var each = logits.Chunk(classes).Select(row => Reference.Softmax([.. row.Select(v => v / temperature)])).ToList();
            AssertNear(
                [.. Enumerable.Range(0, classes).Select(i => each.Average(p => p[i]))],
                Mixed("mean-probabilities", logits, teachers, temperature),
                1e-5
            );
        }
    }

    [Fact]
    public void MeanLogitsIsTheSoftmaxOfTheMean()
    {
        foreach (var (teachers, classes, temperature, scale) in Cases.Where(c => c.Scale < 1000))
        {
            var rows = Samples.Floats(teachers * classes, 9, scale).Chunk(classes).ToList();
            var mean = Enumerable.Range(0, classes).Select(i => rows.Average(row => (double)row[i]) / temperature);
            AssertNear(Reference.Softmax([.. mean]), Mixed("mean-logits", [.. rows.SelectMany(row => row)], teachers, temperature), 1e-4);
        }
    }

    [Fact]
    public void TheRulesDifferWhereTeachersDisagree()
    {
        float[] disagreeing = [10, 0, 0, 0, 10, 0];
        var arithmetic = Mixed("mean-probabilities", disagreeing, 2, 1);
        var geometric = Mixed("mean-logits", disagreeing, 2, 1);
        Assert.True(geometric[2] > 10 * arithmetic[2]);
    }

    private static float[] Mixed(string kind, float[] logits, int teachers, double temperature)
    {
        var mixed = new float[logits.Length / teachers];
        Array.Fill(mixed, float.NaN);
        Create(kind).Mix(logits, teachers, temperature, mixed);
        return mixed;
    }

    private static void AssertNear(double[] expected, float[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private static MixingRule Create(string kind) => (MixingRule)Activator.CreateInstance(Members.Single(k => k.Name == kind).Type)!;

    /// <summary>The definition, in double.</summary>
    private static class Reference
    {
        public static double[] Softmax(double[] values)
        {
            var sum = values.Sum(v => Math.Exp(v - values.Max()));
            return [.. values.Select(v => Math.Exp(v - values.Max()) / sum)];
        }
    }
}
