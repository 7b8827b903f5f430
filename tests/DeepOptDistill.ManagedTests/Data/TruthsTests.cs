using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Samples with labels or values in place of a class.</summary>
public sealed class TruthsTests
{
    private static readonly SampleShape Shape = new(2, 1, 1) { Numbers = SampleNumbers.Float32 };

    [Fact]
    public void TruthsFollowTheirSamples()
    {
        var set = Set(TaskKind.Values, [1, 10, 2, 20, 3, 30]);
        var chosen = set.Select("some", [2, 0]);
        Assert.Equal([3, 30, 1, 10], chosen.Truths!.Numbers);
        Assert.Equal(TaskKind.Values, chosen.Task);
        var more = set.WithUnlabelled(new HeldBytes<byte>(new byte[Shape.Bytes], Shape.Bytes));
        Assert.Equal((3, 4), (more.Labelled, more.Count));
        Assert.True(float.IsNaN(more.Truths!.Row(3)[1]));
    }

    /// <summary>A value that does not vary in the set has no R²: it is a dash, and the mean is over the others.</summary>
    [Fact]
    public void AValueThatIsConstantHasNoShare()
    {
        var set = Set(TaskKind.Values, [1, 5, 2, 5, 4, 5]);
        float[] answers = [1, 7, 2, 5, 4, 5];
        var score = ValueScore.Of(answers, set.Truths!, ["a", "b"]);
        Assert.Equal((1, 1, null), (score.RSquared, score.Outputs[0].RSquared, score.Outputs[1].RSquared));
        Assert.Equal((1, 1), ValueScore.Interval95(answers, set.Truths!));
        Assert.Equal(1, SampleQuality.Of(answers, set).Average(), 12);
    }

    [Fact]
    public void AllValuesConstantAreMetOrNot()
    {
        var set = Set(TaskKind.Values, [1, 5, 1, 5, 1, 5]);
        Assert.Equal(1, ValueScore.Of([1, 5, 1, 5, 1, 5], set.Truths!, ["a", "b"]).RSquared);
        Assert.Equal(0.5, ValueScore.Of([1, 5, 1, 5, 1, 6], set.Truths!, ["a", "b"]).RSquared);
    }

    /// <summary>Without a sample that has the label neither F1 nor precision by rank is defined, whatever is answered.</summary>
    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.9f)]
    public void ALabelThatNoSampleHasCountsForNothing(float answer)
    {
        var set = Set(TaskKind.Labels, [1, 0, 0, 0, 1, 0]);
        var score = LabelScore.Of([0.9f, answer, 0.1f, answer, 0.8f, answer], set.Truths!, ["a", "b"]);
        Assert.Equal((1, null, null), (score.Outputs[0].F1, score.Outputs[1].F1, score.Outputs[1].AveragePrecision));
    }

    [Fact]
    public void TheHashHoldsThem()
    {
        var set = Set(TaskKind.Labels, [0, 1, 1, 0, 0, 0]);
        Assert.NotEqual(set.Hash, Set(TaskKind.Labels, [0, 1, 1, 0, 0, 1]).Hash);
        Assert.NotEqual(set.Hash, Set(TaskKind.Values, [0, 1, 1, 0, 0, 0]).Hash);
    }

    [Theory]
    [InlineData(TaskKind.Labels, 2f, "0 or 1 for each label")]
    [InlineData(TaskKind.Values, float.NaN, "finite numbers")]
    public void WrongNumbersAreNamedWithTheirPlace(TaskKind task, float wrong, string expected)
    {
        var error = Assert.Throws<InputException>(() => Set(task, [0, 1, 1, wrong, 0, 0]));
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScaleUndoesStandardization()
    {
        var truths = new Truths(TaskKind.Values, [1, 5, 3, 5, float.NaN, float.NaN], 2);
        var (mean, deviation) = truths.Moments();
        Assert.Equal([2, 5], mean);
        // A value that never changes keeps its unit.
        Assert.Equal([1, 1], deviation);
        Assert.Equal([1, 5, 3, 6], truths.Scale().Apply([-1, 0, 1, 1], 2));
    }

    [Fact]
    public void TheMeanExplainsNothingAndTheTruthAll()
    {
        var truths = new Truths(TaskKind.Values, [1, 4, 2, 4, 6, 4], 2);
        Assert.Equal(0, ValueScore.Of([3, 4, 3, 4, 3, 4], truths, ["a", "b"]).RSquared, 1e-12);
        Assert.Equal(1, ValueScore.Of([1, 4, 2, 4, 6, 4], truths, ["a", "b"]).RSquared, 1e-12);
        Assert.Null(ValueScore.Of([1, 4, 2, 4, 6, 5], truths, ["a", "b"]).Outputs[1].RSquared);
    }

    [Fact]
    public void LogitsOfLabelsAreJudgedByTheirSigns()
    {
        var set = Set(TaskKind.Labels, [0, 1, 1, 0, 1, 1]);
        var fit = Fit.Of([-1, 1, 1, -1, 1, -1], set);
        Assert.Equal(2 / 3.0, fit.Quality, 1e-12);
        Assert.Equal(((5 * Math.Log(1 + Math.Exp(-1))) + Math.Log(1 + Math.Exp(1))) / 6, fit.Loss, 1e-9);
    }

    /// <summary>σ(0) = 1/2 says "so", to every judge.</summary>
    [Fact]
    public void ALogitOfZeroSaysSo()
    {
        var set = Set(TaskKind.Labels, [0, 1, 1, 0, 1, 1]);
        float[] logits = [0, 1, 0, -1, 1, 0],
            probabilities = [0.5f, 0.8f, 0.5f, 0.2f, 0.8f, 0.5f];
        Assert.Equal(2 / 3.0, Fit.Of(logits, set).Quality, 1e-12);
        Assert.Equal(2 / 3.0, LabelScore.Of(probabilities, set.Truths!, ["a", "b"]).Exact, 1e-12);
        Assert.Equal([0, 1, 1], SampleQuality.Of(probabilities, set));
    }

    /// <summary>Samples of one probability have one rank, whichever stands first in the file: two of four, and all of them.</summary>
    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(0f, 1f)]
    public void SamplesOfOneProbabilityAreRankedTogether(float first, float second)
    {
        var truths = new Truths(TaskKind.Labels, [first, second, first, second], 1);
        Assert.Equal(0.5, LabelScore.Of([0.5f, 0.5f, 0.5f, 0.5f], truths, ["a"]).MeanAveragePrecision!.Value, 1e-12);
        Assert.Equal(0.5, LabelScore.Of([0.9f, 0.9f, 0.5f, 0.5f], truths, ["a"]).MeanAveragePrecision!.Value, 1e-12);
    }

    [Fact]
    public void ALabelThatNobodyHasHasNoPrecision()
    {
        var score = LabelScore.Of([0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.6f], new Truths(TaskKind.Labels, [1, 0, 0, 0, 1, 0], 2), ["a", "b"]);
        Assert.Null(score.Outputs[1].AveragePrecision);
        // Precisions at the two samples that have it: 1 and 2/3.
        Assert.Equal((1 + (2 / 3.0)) / 2, score.MeanAveragePrecision!.Value, 1e-12);
        Assert.Equal(1 / 3.0, score.Exact, 1e-12);
        Assert.Equal(4 / 6.0, score.MicroF1, 1e-12);
    }

    private static SampleSet Set(TaskKind task, float[] truths) =>
        new("set", Shape, new HeldBytes<byte>(new byte[3 * Shape.Bytes], Shape.Bytes), new Truths(task, truths, 2), ["a", "b"]);
}
