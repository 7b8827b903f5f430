using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// A student that passes on what it is not sure of: it answers where the largest of its probabilities is at least a threshold, else the
/// ensemble does. What that keeps and costs is known from both models' answers alone.
/// </summary>
public sealed class Cascade
{
    private readonly double[] confidence;
    private readonly bool[] student,
        ensemble;
    private readonly int[] order;

    /// <param name="students">The student's probabilities, samples × classes.</param>
    /// <param name="ensembles">The ensemble's probabilities.</param>
    /// <param name="labels">The labels.</param>
    public Cascade(float[] students, float[] ensembles, IReadOnlyList<int> labels)
    {
        var classes = students.Length / labels.Count;
        ReadOnlySpan<float> Row(float[] of, int n) => of.AsSpan(n * classes, classes);
        student = [.. labels.Select((label, n) => Score.ArgMax(Row(students, n)) == label)];
        ensemble = [.. labels.Select((label, n) => Score.ArgMax(Row(ensembles, n)) == label)];
        confidence = [.. labels.Select((_, n) => (double)Row(students, n)[Score.ArgMax(Row(students, n))])];
        order = [.. Enumerable.Range(0, labels.Count).OrderByDescending(n => confidence[n])];
    }

    /// <summary>Share of samples that the student keeps at a threshold, and share of all that are then answered correctly.</summary>
    public (double Kept, double Accuracy) At(double threshold)
    {
        var kept = confidence.Count(sure => sure >= threshold);
        var right = Enumerable.Range(0, student.Length).Count(n => confidence[n] >= threshold ? student[n] : ensemble[n]);
        return ((double)kept / student.Length, (double)right / student.Length);
    }

    /// <summary>
    /// The threshold at which the student keeps about that share: the confidence of the last sample that it keeps; above 1 where it keeps
    /// none.
    /// </summary>
    public double Threshold(double kept) =>
        (int)Math.Round(kept * order.Length) is > 0 and var count ? confidence[order[Math.Min(count, order.Length) - 1]] : NoneKept;

    /// <summary>
    /// The lowest threshold at which no less is answered correctly than by the ensemble alone: the student keeps as much as it can.
    /// </summary>
    public double WithoutLoss()
    {
        var (difference, best) = (0, NoneKept);
        for (var i = 0; i < order.Length; i++)
        {
            difference += (student[order[i]] ? 1 : 0) - (ensemble[order[i]] ? 1 : 0);
            // Samples of equal confidence are kept together.
            var isLast = i + 1 == order.Length || confidence[order[i + 1]] < confidence[order[i]];
            if (isLast && difference >= 0)
                best = confidence[order[i]];
        }
        return best;
    }

    private const double NoneKept = 1.01;
}
