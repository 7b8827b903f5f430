using System.Globalization;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// Validation and test samples that a teacher learned from. It answers them better than anything new: what is fitted or judged on them
/// would be too good, so that fitting is refused, and all else says so.
/// </summary>
internal static class LearnedSamples
{
    /// <summary>The ledger of what a network learned from; null where there is none.</summary>
    public static string? FileOf(TeacherSpec spec) => spec.Learned == TeacherSpec.LearnedNone ? null : spec.Learned;

    /// <summary>What must be told of a teacher; nothing where no sample is known to it.</summary>
    public static IEnumerable<string> Notes(CheckedTeacher teacher, Dataset dataset)
    {
        if (teacher.KnownTest is null)
            yield return $"What teacher {teacher.Spec.Name} learned from is not known: if it was samples of the validation or test split, "
                + "its scores, and what is measured against them, are too good. "
                + "Where it was not, say so in its description before the run: 'learned: none'.";
        if (teacher.Spec.Learned == TeacherSpec.LearnedNone)
            yield return $"Teacher {teacher.Spec.Name} is said to have learned from no sample of the validation and test split.";
        if (teacher.KnownValidation is > 0 and var known)
            yield return $"Teacher {Learned(teacher, known, dataset.Validation, "validation")}: what is chosen or judged on them "
                + "is too good.";
        if (teacher.KnownTest is > 0 and var tested)
            yield return $"Teacher {Learned(teacher, tested, dataset.Test, "test")}: its scores, and what is measured against them, "
                + "are too good.";
    }

    /// <summary>
    /// What must be told of a network that is asked samples of a set on its own; null where it knows none, or where what it learned from is
    /// unknown.
    /// </summary>
    /// <param name="spec">Its description.</param>
    /// <param name="folder">Where it lies.</param>
    /// <param name="set">The samples.</param>
    /// <param name="train">The training samples beside them, whose copies count as little here as where the network is a teacher.</param>
    public static string? Note(TeacherSpec spec, string folder, SampleSet set, SampleSet? train)
    {
        if (FileOf(spec) is not { } file)
            return null;
        var own = train is null ? SampleLedger.Of() : SampleLedger.Of(train);
        var known = SampleLedger.Read(Path.Combine(folder, file)).Known(set, own);
        return known == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{spec.Name} learned from {known:#,0} of these {set.Count:#,0} {set.Shape.Noun}: its score is too good."
            );
    }

    /// <summary>
    /// The problem of teachers by whose answers to the validation split something is to be fitted or judged; null where all samples are new
    /// to all of them.
    /// </summary>
    /// <param name="teachers">The teachers.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="where">Place of what is fitted.</param>
    /// <param name="what">What it is, as <c>weights that are fitted</c>.</param>
    public static Problem? Of(IEnumerable<CheckedTeacher> teachers, Dataset dataset, string where, string what) =>
        teachers.Where(teacher => teacher.KnownValidation > 0).MaxBy(teacher => teacher.KnownValidation) is not { } worst
            ? null
            : new Problem(
                where,
                $"{what} on the validation split, and teacher "
                    + $"{Learned(worst, worst.KnownValidation!.Value, dataset.Validation, "validation")}",
                "validation samples that no teacher learned from",
                "Give this recipe and that of the teacher the same data set with the same 'seed', 'split' and 'validation', or hold back "
                    + "samples that it did not learn from: validation: a file or folder of your own, "
                    + "or split: tail where it learned from the first."
            );

    private static string Learned(CheckedTeacher teacher, int known, SampleSet set, string part) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{teacher.Spec.Name}, which learned from {known:#,0} of the {set.Count:#,0} {part} {set.Shape.Noun}"
        );
}
