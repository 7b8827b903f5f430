using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Data.Scores;

/// <summary>
/// The share of each sample in a model's accuracy or R²: the mean over samples is the score, so that two models can be compared sample by
/// sample.
/// </summary>
public static class SampleQuality
{
    /// <summary>
    /// Classes: 1 where the answer is right, else 0. Labels: 1 where all are told correctly. Values: the mean over values of 1 − (y − ŷ)² /
    /// variance of y over the set, of those that vary.
    /// </summary>
    /// <param name="answers">Samples × classes, probabilities of labels, or values.</param>
    /// <param name="set">As many samples.</param>
    public static double[] Of(float[] answers, SampleSet set) =>
        set.Task switch
        {
            TaskKind.Labels => Each(set.Count, n => AllTold(answers, set.Truths!, n) ? 1 : 0),
            TaskKind.Values => OfValues(answers, set.Truths!),
            _ => Each(set.Count, n => Score.ArgMax(answers.AsSpan(n * set.Classes.Count, set.Classes.Count)) == set.Labels[n] ? 1 : 0),
        };

    private static double[] Each(int count, Func<int, double> of) => [.. Enumerable.Range(0, count).Select(of)];

    private static bool AllTold(float[] probabilities, Truths truths, int sample) =>
        Enumerable.Range(sample * truths.Width, truths.Width).All(k => probabilities[k] >= 0.5f == truths.Numbers[k] > 0);

    private static double[] OfValues(float[] values, Truths truths)
    {
        var variances = Enumerable.Range(0, truths.Width).Select(d => VarianceOf(truths, d)).ToArray();
        // Values that do not vary have no share, unless none does.
        var told = Enumerable.Range(0, truths.Width).Where(d => variances[d] > 0 || variances.Max() == 0).ToList();
        return Each(truths.Count, n => told.Average(d => Explained(values, truths, (n * truths.Width) + d, variances[d])));
    }

    // A constant value is explained where it is met, and else not at all.
    private static double Explained(float[] values, Truths truths, int at, double variance)
    {
        var error = truths.Numbers[at] - (double)values[at];
        return variance > 0 ? 1 - (error * error / variance)
            : error == 0 ? 1
            : 0;
    }

    private static double VarianceOf(Truths truths, int value)
    {
        var column = Enumerable.Range(0, truths.Count).Select(n => (double)truths.Numbers[(n * truths.Width) + value]).ToArray();
        var mean = column.Average();
        return column.Average(y => (y - mean) * (y - mean));
    }
}
