using MathNet.Numerics;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>Whether a teacher is as sure as it is right.</summary>
public static class Calibration
{
    private const double Coldest = 1.0 / 50,
        Hottest = 50;
    private const int Bins = 15;

    /// <summary>
    /// The temperature by which a teacher's logits give the labels the largest likelihood; 1 where no label is possible to it.
    /// </summary>
    /// <remarks>
    /// Temperature scaling (Guo et al. 2017, arXiv 1706.04599). The negative log-likelihood is convex in 1 / T, so a golden section finds
    /// it; the search is bounded, as a teacher that is never wrong would want T = 0.
    /// </remarks>
    public static double Temperature(LabelledAnswers answers, int teacher)
    {
        List<int> possible =
        [
            .. Enumerable.Range(0, answers.Samples).Where(n => float.IsFinite(answers.Row(teacher, n)[answers.Labels[n]])),
        ];
        if (possible.Count == 0)
            return 1;
        double Within(double sharpness) => possible.Average(n => Surprise(answers.Row(teacher, n), answers.Labels[n], sharpness));
        // The section widens its bounds where the minimum lies beyond them: there the loss rises from what it is at the bound.
        double Loss(double sharpness) =>
            Math.Clamp(sharpness, 1 / Hottest, 1 / Coldest) is var inside && inside == sharpness
                ? Within(sharpness)
                : Within(inside) + Math.Abs(sharpness - inside);
        return 1
            / Math.Clamp(FindMinimum.OfScalarFunctionConstrained(Loss, 1 / Hottest, 1 / Coldest, 1e-5, 1000), 1 / Hottest, 1 / Coldest);
    }

    /// <summary>Expected calibration error: Σ over 15 equal bins of confidence of share · |accuracy − mean confidence|.</summary>
    /// <param name="probabilities">Samples × classes.</param>
    /// <param name="labels">The labels.</param>
    /// <remarks>Naeini et al. 2015; Guo et al. 2017, equation 3.</remarks>
    public static double Error(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels)
    {
        var bins = Binned(probabilities, labels);
        return bins.Sum(bin => Math.Abs(bin.Sure - bin.Right)) / labels.Count;
    }

    /// <summary>
    /// Mean confidence, share answered correctly and number of samples of each bin that holds any, from the least sure on.
    /// </summary>
    /// <param name="probabilities">Samples × classes.</param>
    /// <param name="labels">The labels.</param>
    public static IReadOnlyList<(double Confidence, double Accuracy, int Count)> Reliability(
        ReadOnlySpan<float> probabilities,
        IReadOnlyList<int> labels
    ) =>
        [
            .. Binned(probabilities, labels)
                .Where(bin => bin.Count > 0)
                .Select(bin => (bin.Sure / bin.Count, bin.Right / bin.Count, bin.Count)),
        ];

    private static (double Sure, double Right, int Count)[] Binned(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels)
    {
        var classes = probabilities.Length / labels.Count;
        var bins = new (double Sure, double Right, int Count)[Bins];
        for (var n = 0; n < labels.Count; n++)
        {
            var row = probabilities.Slice(n * classes, classes);
            var answer = Core.Runs.Score.ArgMax(row);
            ref var bin = ref bins[Math.Clamp((int)Math.Ceiling(row[answer] * Bins) - 1, 0, Bins - 1)];
            bin = (bin.Sure + row[answer], bin.Right + (answer == labels[n] ? 1 : 0), bin.Count + 1);
        }
        return bins;
    }

    private static double Surprise(ReadOnlySpan<float> logits, int label, double sharpness)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = logit > largest ? logit : largest;
        var sum = 0.0;
        foreach (var logit in logits)
            sum += float.IsFinite(logit) ? Math.Exp((logit - largest) * sharpness) : 0;
        return Math.Log(sum) - ((logits[label] - largest) * sharpness);
    }
}
