using CsCheck;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.ManagedTests.Runs;

public sealed class ScoreTests
{
    /// <summary>90 of 100: the score interval as it is tabulated, and one that never leaves [0, 1].</summary>
    [Fact]
    public void WilsonsIntervalIsTheTabulatedOne()
    {
        var (low, high) = Proportion.Wilson95(0.9, 100);
        Assert.Equal(0.8256343385, low, 1e-9);
        Assert.Equal(0.9447708629, high, 1e-9);
        Assert.Equal(1, Proportion.Wilson95(1, 20).High, 1e-12);
    }

    [Fact]
    public void A_number_added_to_a_row_changes_nothing() =>
        Gen.Select(Gen.Float[-20, 20].Array[12], Gen.Int[0, 3].Array[3], Gen.Float[-50, 50])
            .Sample(
                (logits, labels, shift) =>
                {
                    var (before, after) = (Score.Of(logits, labels), Score.Of([.. logits.Select(v => v + shift)], labels));
                    Assert.Equal(before.NegativeLogLikelihood, after.NegativeLogLikelihood, 1e-4);
                },
                iter: 200,
                seed: "0000KOa3ZrA3"
            );

    [Fact]
    public void The_order_of_samples_does_not_matter()
    {
        var forward = Score.Of([1, 2, 3, 0, -1, 5, 2, 2, 1], [2, 0, 1]);
        var backward = Score.Of([2, 2, 1, 0, -1, 5, 1, 2, 3], [1, 0, 2]);
        Assert.Equal((forward.Accuracy, forward.NegativeLogLikelihood), (backward.Accuracy, backward.NegativeLogLikelihood));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Not_knowing_costs_the_logarithm_of_the_number_of_classes(int classes)
    {
        var found = Score.Of(new float[3 * classes], [0, 1, 0]);
        Assert.Equal(Math.Log(classes), found.NegativeLogLikelihood, 1e-12);
        Assert.Equal((3, 2 / 3.0), (found.Count, found.Accuracy));
    }

    [Fact]
    public void Probability_zero_of_another_class_costs_nothing_and_of_the_label_everything()
    {
        Assert.Equal(0, Score.Of([0, float.NegativeInfinity], [0]).NegativeLogLikelihood);
        Assert.Equal(double.PositiveInfinity, Score.Of([0, float.NegativeInfinity], [1]).NegativeLogLikelihood);
    }

    [Fact]
    public void Logits_that_are_no_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Score.Of(new float[7], [0, 1]));
        Assert.Throws<ArgumentException>(() => Score.Of([], []));
    }
}
