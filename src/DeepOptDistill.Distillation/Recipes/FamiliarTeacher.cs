using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// A teacher that has seemingly learned from the validation split, told before the test set is used: its answers there are beside what its
/// description says of a test set, and beside its answers to training samples. Only where no ledger says what it learned from.
/// </summary>
internal static class FamiliarTeacher
{
    private const int MostAsked = 500,
        FewestAsked = 200;
    private const double NoErrors = 0.999;

    /// <summary>
    /// A slower teacher is not asked to the end, and nothing is said of it: what is said is always of all that were to be asked.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The sentence, without the teacher's name; null where nothing tells.</summary>
    /// <param name="teacher">The teacher, opened for the data.</param>
    /// <param name="checkedTeacher">What is known of it.</param>
    /// <param name="dataset">The data.</param>
    public static string? Note(Teacher teacher, CheckedTeacher checkedTeacher, Dataset dataset)
    {
        if (checkedTeacher.KnownValidation is not null || dataset.Task == TaskKind.Values)
            return null;
        if (dataset.Validation.Count < FewestAsked || Asked(teacher, dataset.Validation) is not { } seen)
            return null;
        if (Stated(checkedTeacher.Spec, dataset) is { } stated && FamiliarValidation.IsBeyond(seen, stated))
            return Text($"answers {Share(seen)} of the validation split, and its description says {Share(stated)} of a test set: ")
                + Meaning;
        if (seen.Accuracy < NoErrors || Asked(teacher, dataset.Train) is not { Accuracy: >= NoErrors } learned)
            return null;
        return Text($"answers {Share(seen)} of the validation split and {Share(learned)} of the training samples, ")
            + "as one does that has learned from both, or to whom both are easy. The report sets the test set beside it, at the end. "
            + FamiliarValidation.Fitted;
    }

    private const string Meaning =
        "it has learned from the validation split, or the test set is of another kind. " + FamiliarValidation.Fitted;

    /// <summary>What a description says of the test set of this data set, which nobody looks at here.</summary>
    private static Answered? Stated(TeacherSpec spec, Dataset dataset) =>
        spec.TestAccuracy is { } stated && (string.IsNullOrEmpty(spec.Dataset) || spec.Dataset == dataset.Name)
            ? new Answered(stated, dataset.Test.Count)
            : null;

    /// <summary>The share of some samples, evenly spread, that the teacher answers right; null where it is too slow.</summary>
    private static Answered? Asked(Teacher teacher, SampleSet set)
    {
        var count = Math.Min(MostAsked, set.Count);
        var some = set.Select(set.Name, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * set.Count / count))]);
        var (clock, logits, done) = (TimeProvider.System.GetTimestamp(), new float[count * set.Classes.Count], 0);
        while (done < count && TimeProvider.System.GetElapsedTime(clock) < Patience)
            done = Ask(teacher, some, done, logits);
        if (done < count)
            return null;
        UnknownClasses.Mark(logits, teacher.Knows);
        var answers = new LabelledAnswers([logits], some);
        return new Answered(FamiliarValidation.AccuracyOf(answers, 0), count);
    }

    private static int Ask(Teacher teacher, SampleSet set, int first, float[] logits)
    {
        const int Block = 50;
        var count = Math.Min(Block, set.Count - first);
        teacher.Answer(set.Images(first, count), count, logits.AsSpan(first * set.Classes.Count, count * set.Classes.Count), first);
        return first + count;
    }

    private static string Share(Answered answered) => Text($"{100 * answered.Accuracy:0.00} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
