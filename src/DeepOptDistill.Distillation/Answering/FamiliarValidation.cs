using System.Globalization;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Targets.Mixing;

namespace DeepOptDistill.Distillation.Answering;

/// <summary>
/// Teachers that answer the validation split much better than the test split, as those do that have learned from it. Of teachers from
/// elsewhere nothing else tells.
/// </summary>
internal static class FamiliarValidation
{
    /// <summary>So many standard errors between two random samples of one population do not happen by chance.</summary>
    private const double Beyond = 4;

    /// <summary>What follows for whatever is fitted.</summary>
    public const string Fitted = "What is fitted to validation (weights, temperatures, thresholds) may trust it too much.";

    /// <summary>The mark of what was fitted to a split that teachers have seemingly learned from; empty without any.</summary>
    public static string Mark(IReadOnlyCollection<string> teachers) =>
        teachers.Count == 0 ? "" : $" from which {string.Join(", ", teachers)} {(teachers.Count == 1 ? "has" : "have")} seemingly learned";

    /// <summary>Whether a share is better than another by more than chance makes of two samples of one population.</summary>
    public static bool IsBeyond(Answered seen, Answered fresh)
    {
        var pooled = ((seen.Accuracy * seen.Samples) + (fresh.Accuracy * fresh.Samples)) / (seen.Samples + fresh.Samples);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / seen.Samples) + (1.0 / fresh.Samples)));
        return seen.Accuracy - fresh.Accuracy > Beyond * error;
    }

    /// <summary>The names of such teachers.</summary>
    /// <inheritdoc cref="Notes"/>
    public static IEnumerable<string> Names(IReadOnlyList<ModelRecord> teachers, int test, LabelledAnswers validation) =>
        Found(teachers, test, validation).Select(found => found.Teacher.Name);

    /// <summary>A sentence for each such teacher.</summary>
    /// <param name="teachers">The teachers, measured on the test split.</param>
    /// <param name="test">Test samples.</param>
    /// <param name="validation">Their answers to the validation split.</param>
    public static IEnumerable<string> Notes(IReadOnlyList<ModelRecord> teachers, int test, LabelledAnswers validation) =>
        Found(teachers, test, validation)
            .Select(found =>
                $"Teacher {found.Teacher.Name} answers "
                + string.Create(CultureInfo.InvariantCulture, $"{100 * found.Seen.Accuracy:0.00} % of the validation split ")
                + string.Create(CultureInfo.InvariantCulture, $"and {100 * found.Teacher.Accuracy:0.00} % of the test split: ")
                + $"it has learned from the validation split, or the test split is of another kind. {Fitted}"
            );

    private static IEnumerable<(ModelRecord Teacher, Answered Seen)> Found(
        IReadOnlyList<ModelRecord> teachers,
        int test,
        LabelledAnswers validation
    ) =>
        from m in Enumerable.Range(0, teachers.Count)
        // Of labels all decisions about a sample are one observation.
        let seen = new Answered(AccuracyOf(validation, m), validation.Samples / validation.Together)
        where IsBeyond(seen, new Answered(teachers[m].Accuracy ?? 1, test))
        select (teachers[m], seen);

    /// <summary>The share of right answers of one of the teachers.</summary>
    public static double AccuracyOf(LabelledAnswers answers, int teacher) =>
        Enumerable.Range(0, answers.Samples).Average(sample => IsRight(answers.Row(teacher, sample), answers.Labels[sample]) ? 1.0 : 0);

    /// <summary>No other class has more; one that the teacher does not know is NaN.</summary>
    private static bool IsRight(ReadOnlySpan<float> row, int label)
    {
        foreach (var logit in row)
            if (logit > row[label])
                return false;
        return !float.IsNaN(row[label]);
    }
}
