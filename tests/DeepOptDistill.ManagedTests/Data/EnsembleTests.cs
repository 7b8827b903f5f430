using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>How teachers are compared and how choices among them are judged.</summary>
public sealed class EnsembleTests
{
    private const int Classes = 4,
        Count = 1000;
    private static readonly int[] Labels = [.. Samples.Labels(Count, Classes, 2).Select(label => (int)label)];

    [Fact]
    public void AgreementCountsWhatItSays()
    {
        // Right, right; wrong, wrong alike; wrong, right; right, wrong.
        var answers = new LabelledAnswers([Sure([0, 1, 2, 3]), Sure([0, 1, 1, 0])], [0, 0, 1, 3], Classes);
        var agreement = new Agreement(answers);
        Assert.Equal((0.5, 0.5), (agreement.Accuracy(0), agreement.Accuracy(1)));
        Assert.Equal(0.5, agreement.Disagreement(0, 1));
        Assert.Equal((0.75, 0.25), (agreement.Oracle, agreement.Unanimous));
        Assert.Equal(0, agreement.ErrorCorrelation(0, 1), 1e-12);
        Assert.Equal(1, agreement.ErrorCorrelation(0, 0), 1e-12);
    }

    [Fact]
    public void AnUnknownClassIsNoAnswer()
    {
        var agreement = new Agreement(
            new LabelledAnswers(
                [
                    [float.NaN, -3, -4],
                ],
                [1],
                3
            )
        );
        Assert.Equal(1, agreement.Accuracy(0));
    }

    [Fact]
    public void ATeacherThatNeverErrsCorrelatesWithNobody() =>
        Assert.Equal(0, new Agreement(new LabelledAnswers([Sure([0, 1]), Sure([0, 0])], [0, 1], Classes)).ErrorCorrelation(0, 1));

    [Fact]
    public void WhatIsFittedIsNotJudgedOnWhatItWasFittedTo()
    {
        // Many teachers of pure noise: weights fitted to the samples that judge them would look better than chance.
        List<float[]> noise = [.. Enumerable.Range(0, 60).Select(m => Samples.Floats(100 * Classes, 50 + (ulong)m, 2))];
        var answers = new LabelledAnswers(noise, [.. Labels.Take(100)], Classes);
        var fitted = new Judgement(answers.Mixed(new Stacking().Fit(answers)), answers.Labels);
        var judged = new Judgement(CrossFit.Mixed(new Stacking(), false, answers), answers.Labels);
        Assert.True(fitted.NegativeLogLikelihood < Math.Log(Classes) - 0.05);
        Assert.True(judged.NegativeLogLikelihood > fitted.NegativeLogLikelihood + 0.1);
    }

    /// <summary>What one model is scored by, an ensemble of copies of it is scored by: no probability is too small to be told.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void AnEnsembleOfOneIsScoredAsTheOne(float margin)
    {
        float[] logits = [0, margin, -margin, 1, 2, 3];
        int[] labels = [2, 0];
        var alone = DeepOptDistill.Core.Runs.Score.Of(logits, labels).NegativeLogLikelihood;
        Assert.True(alone > margin / 2);
        var three = new LabelledAnswers([logits, logits, logits], labels, 3);
        foreach (
            var rule in new MixingRule[]
            {
                new MeanProbabilities(),
                new MeanLogits(),
                new ConfidenceWeighted(),
                new MeanProbabilities { Weights = [1, 2, 0] },
            }
        )
            Assert.Equal(alone, three.Surprises(rule).Average(), 1e-4 * alone);
    }

    /// <summary>The logarithm of a mean, not the mean of logarithms: the member that is right decides.</summary>
    [Fact]
    public void TheSurpriseOfAMeanIsThatOfItsProbability()
    {
        var answers = new LabelledAnswers(
            [
                [0, 200],
                [0, 0],
            ],
            [0],
            2
        );
        Assert.Equal(Math.Log(4), answers.Surprises(new MeanProbabilities())[0], 1e-6);
        Assert.Equal(100, answers.Surprises(new MeanLogits())[0], 1e-6);
        var first = Answers(1, 2);
        float[] mixed = first.Mixed(new MeanProbabilities());
        Assert.Equal(
            Enumerable.Range(0, first.Samples).Average(n => -Math.Log(mixed[(n * Classes) + first.Labels[n]])),
            first.Surprises(new MeanProbabilities()).Average(),
            1e-5
        );
    }

    /// <summary>Saying everything three times makes nothing more certain.</summary>
    [Fact]
    public void DecisionsAboutOneSampleAreOneObservation()
    {
        var (first, second) = (Answers(1, 2), Answers(3, 4));
        int[] labels = [.. first.Labels];
        var (once, thrice) = (Over(1), Over(3));
        Assert.Equal(once.Accuracy, thrice.Accuracy);
        Assert.Equal(once.Likelihood.Mean, thrice.Likelihood.Mean, 1e-12);
        Assert.Equal(once.Likelihood.High, thrice.Likelihood.High, 1e-12);

        (Difference Accuracy, Difference Likelihood) Over(int times)
        {
            var (a, b) = (Of(first, times), Of(second, times));
            return (a.AccuracyOver(b), a.LikelihoodOver(b));
        }

        Judgement Of(LabelledAnswers answers, int times) =>
            new(
                [
                    .. answers
                        .Mixed(new MeanProbabilities())
                        .Chunk(Classes)
                        .SelectMany(row => Enumerable.Repeat(row, times))
                        .SelectMany(row => row),
                ],
                [.. labels.SelectMany(label => Enumerable.Repeat(label, times))],
                times
            );
    }

    [Fact]
    public void ARuleWithoutFittingIsJudgedAsItIs()
    {
        var answers = Answers(1, 2);
        Assert.Equal(answers.Mixed(new MeanLogits()), CrossFit.Mixed(new MeanLogits(), false, answers));
    }

    [Fact]
    public void EverySampleIsJudged()
    {
        var answers = Answers(1, 2, 3);
        var chosen = CrossFit.Chosen(fitting => [SubsetPath.Of(fitting)[0]], answers);
        Assert.All(chosen.Chunk(Classes), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void ThePathStartsWithTheBestAndHoldsEveryTeacherOnce()
    {
        var path = SubsetPath.Of(Answers(4, 0.5, 2));
        Assert.Equal(1, path[0]);
        Assert.Equal([0, 1, 2], path.Order());
    }

    [Fact]
    public void DifferencesOfPairsHaveMcNemarsInterval()
    {
        // b = 30 only the first right, c = 10 only the second, of 100.
        double[] first = [.. Enumerable.Range(0, 100).Select(n => n < 30 || n >= 40 ? 1.0 : 0)];
        double[] second = [.. Enumerable.Range(0, 100).Select(n => n < 30 ? 0.0 : 1)];
        var difference = Difference.Of(first, second);
        var error = Math.Sqrt((40 - (20.0 * 20 / 100)) / 99 / 100);
        Assert.Equal(0.2, difference.Mean, 1e-12);
        Assert.Equal(0.2 - (1.959964 * error), difference.Low, 1e-6);
        Assert.Equal(new Difference(0, 0, 0), Difference.Of(first, first));
    }

    /// <summary>Teachers that see the label through noise of these strengths.</summary>
    private static LabelledAnswers Answers(params double[] noise) =>
        new(
            [
                .. noise.Select(
                    (strength, m) =>
                        Samples
                            .Floats(Count * Classes, 20 + (ulong)m, strength)
                            .Select((v, i) => v + (i % Classes == Labels[i / Classes] ? 1 : 0))
                            .ToArray()
                ),
            ],
            Labels,
            Classes
        );

    private static float[] Sure(int[] answers) =>
        [.. answers.SelectMany(answer => Enumerable.Range(0, Classes).Select(k => k == answer ? 9f : 0))];
}
