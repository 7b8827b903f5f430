using DeepOptDistill.Core;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>Rules and temperatures that are learned from labelled answers.</summary>
public sealed class FittedMixingTests
{
    private const int Classes = 5,
        Samples = 4000;

    /// <summary>
    /// Two teachers that are each right on the other's errors: one of each gives every label ½ and is best; a third in the bag tilts it.
    /// The first of the three is always wrong and never chosen.
    /// </summary>
    [Fact]
    public void TheBestBagIsKeptAndNotTheLast()
    {
        float[] Sure(params int[] classes) => [.. classes.SelectMany(c => new[] { c == 0 ? 2.2f : 0, c == 1 ? 2.2f : 0 })];
        var answers = new LabelledAnswers([Sure(1, 1, 1, 1), Sure(0, 0, 1, 1), Sure(1, 1, 0, 0)], [0, 0, 0, 0], 2);
        Assert.Equal(
            [0, 1, 1],
            new Greedy { Rounds = 3 }
                .Fit(answers)
                .StatedWeights
        );
    }

    /// <summary>
    /// Answers that want to be hotter than the hottest temperature: the loss stays finite while the section widens its bounds.
    /// </summary>
    [Theory]
    [InlineData(160)]
    [InlineData(1600)]
    public void ATeacherThatIsMuchTooSureHasATemperature(float difference)
    {
        var labels = Enumerable.Range(0, 200).Select(n => n % 2).ToArray();
        // Right on a little more than half of the samples, and always as sure.
        float[] logits = [.. labels.SelectMany((label, n) => n % 10 < 6 == (label == 0) ? new[] { difference, 0 } : [0, difference])];
        Assert.InRange(Calibration.Temperature(new LabelledAnswers([logits], labels, 2), 0), 1, 50);
    }

    /// <summary>A bin holds its upper end and not its lower one: 0.6 = 9 / 15 is of the bin of 0.55.</summary>
    [Fact]
    public void AConfidenceAtTheEndOfABinBelongsToIt()
    {
        float[] probabilities = [0.6f, 0.4f, 0.55f, 0.45f];
        Assert.Equal(0.075, Calibration.Error(probabilities, [0, 1]), 1e-6);
        Assert.Equal(2, Assert.Single(Calibration.Reliability(probabilities, [0, 1])).Count);
    }

    [Fact]
    public void StackingFindsTheWeightsThatTheLabelsWereDrawnFrom()
    {
        var (logits, labels) = Drawn([0.7, 0.3, 0]);
        var weights = new Stacking().Fit(new LabelledAnswers(logits, labels, Classes)).StatedWeights;
        Assert.Equal(1, weights.Sum(), 1e-9);
        Assert.Equal(0.7, weights[0], 0.06);
        Assert.Equal(0.3, weights[1], 0.06);
        Assert.InRange(weights[2], 0, 0.06);
    }

    [Fact]
    public void NoWeightsOnTheSimplexAreBetterThanStackings()
    {
        var (logits, labels) = Drawn([0.5, 0.2, 0.3]);
        var answers = new LabelledAnswers(logits, labels, Classes);
        var least = Loss(answers, new Stacking().Fit(answers));
        for (var a = 0; a <= 10; a++)
        for (var b = 0; a + b <= 10; b++)
            Assert.True(Loss(answers, new MeanProbabilities { Weights = [a, b, 10 - a - b] }) >= least - 1e-6);
    }

    [Fact]
    public void GreedySelectionIsNeverWorseThanTheBestTeacherAndLeavesOutNoise()
    {
        var (logits, labels) = Drawn([0.6, 0.4]);
        float[] noise = [.. ManagedTests.Data.Samples.Floats(Samples * Classes, 40, 6)];
        var answers = new LabelledAnswers([.. logits, noise], labels, Classes);
        var rule = new Greedy().Fit(answers);
        var alone = Enumerable
            .Range(0, 3)
            .Min(m => Loss(answers, new MeanProbabilities { Weights = [.. Enumerable.Range(0, 3).Select(i => i == m ? 1.0 : 0)] }));
        Assert.True(Loss(answers, rule) <= alone);
        Assert.Equal(0, rule.StatedWeights[2]);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(new Mixture(rule, []).Asks));
        Assert.All(rule.StatedWeights, count => Assert.Equal(Math.Round(count), count));
        Assert.True(rule.StatedWeights.Sum() <= new Greedy().Rounds);
    }

    [Fact]
    public void EqualTeachersStayEqual()
    {
        var (logits, labels) = Drawn([1.0]);
        var weights = new Stacking().Fit(new LabelledAnswers([logits[0], logits[0]], labels, Classes)).StatedWeights;
        Assert.Equal(weights[0], weights[1], 1e-12);
    }

    [Fact]
    public void CalibrationFindsTheTemperatureThatWasHidden()
    {
        var (logits, labels) = Drawn([1.0]);
        foreach (var hidden in new[] { 0.4, 1, 3.0 })
        {
            var answers = new LabelledAnswers(
                [
                    [.. logits[0].Select(v => (float)(v * hidden))],
                ],
                labels,
                Classes
            );
            Assert.Equal(hidden, Calibration.Temperature(answers, 0), 0.1 * hidden);
        }
    }

    [Fact]
    public void AnswersThatAreNeverWrongHaveABoundedTemperature() =>
        Assert.InRange(
            Calibration.Temperature(
                new LabelledAnswers(
                    [
                        [1, 0, 0, 1],
                    ],
                    [0, 1],
                    2
                ),
                0
            ),
            0.0199,
            0.03
        );

    [Fact]
    public void ALabelThatATeacherThinksImpossibleMovesNeitherTemperatureNorWeights()
    {
        float[] logits = [float.NegativeInfinity, 0, 1, 0, 0, 1];
        var answers = new LabelledAnswers([logits], [0, 0, 0], 2);
        Assert.True(double.IsFinite(Calibration.Temperature(answers, 0)));
        Assert.Equal([1.0], new Stacking().Fit(answers).StatedWeights);
    }

    [Fact]
    public void CalibrationErrorIsTheGapBetweenConfidenceAndAccuracy()
    {
        // Ten answers of confidence 0.8, of which six are right.
        float[] probabilities = [.. Enumerable.Repeat(new[] { 0.8f, 0.2f }, 10).SelectMany(row => row)];
        Assert.Equal(0.2, Calibration.Error(probabilities, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]), 1e-6);
        Assert.Equal(0, Calibration.Error([1, 0, 0, 1], [0, 1]), 1e-6);
    }

    [Fact]
    public void AFittedMixtureDescribesItself()
    {
        var (logits, labels) = Drawn([0.7, 0.3]);
        var mixture = Mixture.Fit(new Stacking(), calibrate: true, new LabelledAnswers(logits, labels, Classes));
        Assert.Equal(2, mixture.Temperatures.Count);
        Assert.Matches(@"^a 0\.\d\d \(T \d\.\d\d\), b 0\.\d\d \(T \d\.\d\d\)$", mixture.Describe(["a", "b"]));
        Assert.Equal("", new Mixture(new MeanProbabilities()).Describe(["a", "b"]));
    }

    /// <summary>Teachers with random answers, and labels drawn from the mixture of their distributions with these weights.</summary>
    private static (List<float[]> Logits, int[] Labels) Drawn(double[] weights)
    {
        List<float[]> logits = [.. weights.Select((_, m) => ManagedTests.Data.Samples.Floats(Samples * Classes, 10 + (ulong)m, 3))];
        var mixed = new LabelledAnswers(logits, new int[Samples], Classes).Mixed(new MeanProbabilities { Weights = weights });
        var random = new RandomStream(3);
        return (logits, [.. Enumerable.Range(0, Samples).Select(n => Draw(mixed.AsSpan(n * Classes, Classes), random.NextDouble()))]);
    }

    private static int Draw(ReadOnlySpan<float> probabilities, double at)
    {
        for (var k = 0; k < probabilities.Length - 1; k++)
            if ((at -= probabilities[k]) < 0)
                return k;
        return probabilities.Length - 1;
    }

    private static double Loss(LabelledAnswers answers, MixingRule rule)
    {
        var mixed = answers.Mixed(rule);
        return answers.Labels.Select((label, n) => -Math.Log(mixed[(n * Classes) + label])).Average();
    }
}
