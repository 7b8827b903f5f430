using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Scores;

/// <summary>How well a network's raw answers fit what is known of samples, in two numbers.</summary>
/// <param name="Quality">Classes: share answered correctly. Labels: share of samples whose labels are all told correctly. Values:
/// R².</param>
/// <param name="Loss">Classes: mean −log softmax(z)[label]. Labels: mean over labels and samples of −log σ(±z). Values: the share of the
/// variance that is not explained, 1 − R².</param>
public readonly record struct Fit(double Quality, double Loss)
{
    /// <summary>Judges answers.</summary>
    /// <param name="answers">Samples × classes, labels or values, as the network gives them.</param>
    /// <param name="set">As many samples.</param>
    public static Fit Of(ReadOnlySpan<float> answers, SampleSet set) =>
        set.Task switch
        {
            TaskKind.Labels => OfLabels(answers, set.Truths!),
            TaskKind.Values => ValueScore.Of(answers, set.Truths!, set.Classes).RSquared is var explained
                ? new(explained, 1 - explained)
                : default,
            _ => Score.Of(answers, set.Labels) is var score ? new(score.Accuracy, score.NegativeLogLikelihood) : default,
        };

    private static Fit OfLabels(ReadOnlySpan<float> logits, Truths truths)
    {
        var (exact, loss) = (0, 0.0);
        for (var i = 0; i < truths.Count; i++)
        {
            var right = true;
            for (var k = i * truths.Width; k < (i + 1) * truths.Width; k++)
            {
                var margin = truths.Numbers[k] > 0 ? logits[k] : -(double)logits[k];
                right &= truths.Numbers[k] > 0 ? logits[k] >= 0 : logits[k] < 0;
                loss += Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
            }
            if (right)
                exact++;
        }
        return new((double)exact / truths.Count, loss / truths.Numbers.Length);
    }
}
