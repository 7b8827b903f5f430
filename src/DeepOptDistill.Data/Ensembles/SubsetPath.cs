using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Data.Ensembles;

/// <summary>
/// Ensembles of every size, each grown from the one before by the teacher that makes the mean of probabilities likeliest.
/// </summary>
public static class SubsetPath
{
    /// <summary>The order in which teachers enter: the first k of it are the ensemble of size k.</summary>
    /// <param name="answers">Answers that decide.</param>
    public static IReadOnlyList<int> Of(LabelledAnswers answers)
    {
        var rows = answers.LabelProbabilities();
        var (path, sums) = (new List<int>(), new double[rows.Length]);
        while (path.Count < answers.Teachers)
        {
            var next = Enumerable.Range(0, answers.Teachers).Except(path).MinBy(m => Loss(rows, sums, m, path.Count + 1));
            path.Add(next);
            for (var n = 0; n < rows.Length; n++)
                sums[n] += rows[n][next];
        }
        return path;
    }

    private static double Loss(double[][] rows, double[] sums, int teacher, int size)
    {
        var loss = 0.0;
        for (var n = 0; n < rows.Length; n++)
            loss -= Math.Log(Math.Max(Likelihood.Least, (sums[n] + rows[n][teacher]) / size));
        return loss;
    }
}
