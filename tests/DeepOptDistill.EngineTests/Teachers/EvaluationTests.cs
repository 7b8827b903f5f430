using CsCheck;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Teachers;

public sealed class EvaluationTests
{
    [Fact]
    public void A_number_added_to_a_row_changes_nothing() =>
        Gen.Select(Gen.Float[-20, 20].Array[12], Gen.Byte[0, 3].Array[3], Gen.Float[-50, 50]).Sample((logits, labels, shift) =>
        {
            var (before, after) = (Evaluation.Of(logits, labels), Evaluation.Of([.. logits.Select(v => v + shift)], labels));
            Assert.Equal(before.NegativeLogLikelihood, after.NegativeLogLikelihood, 1e-4);
        }, iter: 200, seed: "0000KOa3ZrA3");

    [Fact]
    public void The_order_of_samples_does_not_matter()
    {
        var forward = Evaluation.Of([1, 2, 3, 0, -1, 5, 2, 2, 1], [2, 0, 1]);
        var backward = Evaluation.Of([2, 2, 1, 0, -1, 5, 1, 2, 3], [1, 0, 2]);
        Assert.Equal((forward.Correct, forward.NegativeLogLikelihood), (backward.Correct, backward.NegativeLogLikelihood));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Not_knowing_costs_the_logarithm_of_the_number_of_classes(int classes)
    {
        var found = Evaluation.Of(new float[3 * classes], [0, 1, 0]);
        Assert.Equal(Math.Log(classes), found.NegativeLogLikelihood, 1e-12);
        Assert.Equal((3, 2), (found.Count, found.Correct));
    }

    [Fact]
    public void Probability_zero_of_another_class_costs_nothing_and_of_the_label_everything()
    {
        Assert.Equal(0, Evaluation.Of([0, float.NegativeInfinity], [0]).NegativeLogLikelihood);
        Assert.Equal(double.PositiveInfinity, Evaluation.Of([0, float.NegativeInfinity], [1]).NegativeLogLikelihood);
    }

    [Fact]
    public void Logits_that_are_no_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Evaluation.Of(new float[7], [0, 1]));
        Assert.Throws<ArgumentException>(() => Evaluation.Of([], []));
    }
}
