using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>How teachers agree with the labels and with each other.</summary>
public sealed class Agreement
{
    private readonly int[][] answers;
    private readonly bool[][] right;
    private readonly int samples;

    /// <param name="given">What the teachers say.</param>
    public Agreement(LabelledAnswers given)
    {
        samples = given.Samples;
        answers =
        [
            .. Enumerable
                .Range(0, given.Teachers)
                .Select(m => Enumerable.Range(0, samples).Select(n => Score.ArgMax(Known(given.Row(m, n)))).ToArray()),
        ];
        right = [.. answers.Select(own => own.Select((answer, n) => answer == given.Labels[n]).ToArray())];
    }

    /// <summary>Share of samples that a teacher answers correctly.</summary>
    public double Accuracy(int teacher) => Share(n => right[teacher][n]);

    /// <summary>Share of samples that two teachers answer differently.</summary>
    public double Disagreement(int first, int second) => Share(n => answers[first][n] != answers[second][n]);

    /// <summary>
    /// Correlation (φ) between two teachers' errors: 1 where they fail on the same samples, 0 where independently; 0 also for a teacher
    /// that never or always errs.
    /// </summary>
    public double ErrorCorrelation(int first, int second)
    {
        var (a, b, both) = (1 - Accuracy(first), 1 - Accuracy(second), Share(n => !right[first][n] && !right[second][n]));
        var scale = Math.Sqrt(a * (1 - a) * b * (1 - b));
        return scale > 0 ? (both - (a * b)) / scale : 0;
    }

    /// <summary>Share of samples that at least one teacher answers correctly: no choice among them can do better.</summary>
    public double Oracle => Share(n => right.Any(own => own[n]));

    /// <summary>Share of samples that all answer correctly.</summary>
    public double Unanimous => Share(n => right.All(own => own[n]));

    private double Share(Func<int, bool> holds) => (double)Enumerable.Range(0, samples).Count(holds) / samples;

    private static float[] Known(ReadOnlySpan<float> row)
    {
        float[] known = [.. row];
        known.AsSpan().Replace(float.NaN, float.NegativeInfinity);
        return known;
    }
}
