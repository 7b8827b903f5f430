using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Data.Scores;

/// <summary>
/// How well probabilities of labels, each by itself, fit labels. A label is answered where its probability is at least ½.
/// </summary>
/// <param name="Exact">Share of samples whose labels are all told correctly (subset accuracy; scikit-learn's accuracy_score).</param>
/// <param name="MicroF1">2·TP / (2·TP + FP + FN) over all labels of all samples.</param>
/// <param name="CalibrationError">Expected calibration error of all decisions over 15 bins.</param>
/// <param name="Outputs">Each label.</param>
public sealed record LabelScore(double Exact, double MicroF1, double CalibrationError, IReadOnlyList<OutputRecord> Outputs)
{
    private const float Threshold = 0.5f;

    /// <summary>Mean average precision: over the labels that some sample has; null where none has.</summary>
    public double? MeanAveragePrecision => Outputs.Average(output => output.AveragePrecision);

    /// <summary>Scores probabilities.</summary>
    /// <param name="probabilities">Samples × labels.</param>
    /// <param name="truths">What is known.</param>
    /// <param name="names">Names of the labels.</param>
    public static LabelScore Of(float[] probabilities, Truths truths, IReadOnlyList<string> names)
    {
        var (labels, exact) = (truths.Width, 0);
        for (var i = 0; i < truths.Count; i++)
        {
            var right = true;
            for (var k = i * labels; k < (i + 1) * labels; k++)
                right &= IsRight(probabilities[k], truths.Numbers[k]);
            if (right)
                exact++;
        }
        var counts = Enumerable.Range(0, labels).Select(label => Counts.Of(probabilities, truths, label)).ToList();
        float[] both = [.. probabilities.SelectMany(p => new[] { 1 - p, p })];
        return new LabelScore(
            (double)exact / truths.Count,
            F1(counts.Sum(c => c.Found), counts.Sum(c => c.Wrongly), counts.Sum(c => c.Missed)),
            Calibration.Error(both, [.. truths.Numbers.Select(truth => (int)truth)]),
            [.. counts.Select((count, label) => Output(names[label], count, probabilities, truths, label))]
        );
    }

    private static bool IsRight(float probability, float truth) => probability >= Threshold == truth > 0;

    private static OutputRecord Output(string name, Counts counts, float[] probabilities, Truths truths, int label) =>
        new(name)
        {
            AveragePrecision = AveragePrecisionOf(probabilities, truths, label),
            // Without a sample that has the label it is not defined, as its precision by rank is not.
            F1 = counts.Found + counts.Missed == 0 ? null : F1(counts.Found, counts.Wrongly, counts.Missed),
            Accuracy = 1 - ((counts.Wrongly + counts.Missed) / (double)truths.Count),
            Share = (counts.Found + counts.Missed) / (double)truths.Count,
        };

    private static double F1(int found, int wrongly, int missed) =>
        found + wrongly + missed == 0 ? 0 : 2.0 * found / ((2 * found) + wrongly + missed);

    /// <summary>Σ (Rₖ − Rₖ₋₁)·Pₖ, samples of one probability taken together.</summary>
    private static double? AveragePrecisionOf(float[] probabilities, Truths truths, int label)
    {
        int[] order = [.. Enumerable.Range(0, truths.Count).OrderByDescending(i => probabilities[(i * truths.Width) + label])];
        var positives = order.Count(i => truths.Row(i)[label] > 0);
        if (positives == 0)
            return null;
        var (found, before, area) = (0, 0, 0.0);
        for (var k = 0; k < order.Length; k++)
        {
            if (truths.Row(order[k])[label] > 0)
                found++;
            if (k + 1 < order.Length && Of(order[k]).Equals(Of(order[k + 1])))
                continue;
            area += (double)(found - before) / positives * found / (k + 1);
            before = found;
        }
        return area;
        float Of(int sample) => probabilities[(sample * truths.Width) + label];
    }

    private readonly record struct Counts(int Found, int Wrongly, int Missed)
    {
        public static Counts Of(float[] probabilities, Truths truths, int label)
        {
            var (found, wrongly, missed) = (0, 0, 0);
            for (var k = label; k < probabilities.Length; k += truths.Width)
            {
                var (said, so) = (probabilities[k] >= Threshold, truths.Numbers[k] > 0);
                if (said && so)
                    found++;
                else if (said)
                    wrongly++;
                else if (so)
                    missed++;
            }
            return new(found, wrongly, missed);
        }
    }
}
