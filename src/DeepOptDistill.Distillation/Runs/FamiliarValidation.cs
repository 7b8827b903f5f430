using System.Globalization;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Teachers that answer the validation split much better than the test split, as those do that have learned from it. Of teachers from
/// elsewhere nothing else tells.
/// </summary>
internal static class FamiliarValidation
{
    /// <summary>So many standard errors between two random samples of one population do not happen by chance.</summary>
    private const double Beyond = 4;

    /// <summary>A sentence for each such teacher.</summary>
    /// <param name="teachers">The teachers, measured on the test split.</param>
    /// <param name="test">Test samples.</param>
    /// <param name="validation">Their answers to the validation split.</param>
    public static IEnumerable<string> Notes(IReadOnlyList<ModelRecord> teachers, int test, LabelledAnswers validation)
    {
        for (var m = 0; m < teachers.Count; m++)
        {
            var (seen, fresh) = (AccuracyOf(validation, m), teachers[m].Accuracy ?? 1);
            var pooled = ((seen * validation.Samples) + (fresh * test)) / (validation.Samples + test);
            var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / validation.Samples) + (1.0 / test)));
            if (seen - fresh <= Beyond * error) continue;
            var figures = string.Create(CultureInfo.InvariantCulture,
                $"{100 * seen:0.00} % of the validation split and {100 * fresh:0.00} % of the test split");
            yield return $"Teacher {teachers[m].Name} answers {figures}: "
                + "it has learned from the validation split, or the test split is of another kind. "
                + "What is fitted to validation (weights, temperatures, thresholds) may trust it too much.";
        }
    }

    private static double AccuracyOf(LabelledAnswers answers, int teacher) =>
        Enumerable.Range(0, answers.Samples).Average(sample => IsRight(answers.Row(teacher, sample), answers.Labels[sample]) ? 1.0 : 0);

    /// <summary>No other class has more; one that the teacher does not know is NaN.</summary>
    private static bool IsRight(ReadOnlySpan<float> row, int label)
    {
        foreach (var logit in row)
            if (logit > row[label]) return false;
        return !float.IsNaN(row[label]);
    }
}
