using System.Globalization;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are right under another normalization of the images.</summary>
internal static class NormalizationExamination
{
    /// <summary>Tries the usual ones on a few questions, and those that are better there on all.</summary>
    /// <param name="examinee">The teacher.</param>
    /// <param name="set">Where the questions come from.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="kind">What the answers are.</param>
    /// <param name="declared">Marks under the declared normalization, for all questions.</param>
    /// <param name="screen">Questions of the first trial.</param>
    /// <param name="chance">Accuracy without knowledge.</param>
    /// <returns>The finding, with the accuracy that the line reaches; null where no other is better.</returns>
    public static (Finding Finding, double Accuracy)? Of(Examinee examinee, SampleSet set, Questions questions, OutputKind kind, Marks declared, int screen, double chance)
    {
        var first = new Marks([.. declared.Right.Take(screen)]);
        var better = Normalizations.Others(examinee.Spec.Input, examinee.Input, set)
            .Select(c => (c.Name, c.Input, Marks: examinee.Mark(c.Input, questions, kind, first.Right.Count)))
            .Where(c => c.Marks.Accuracy > first.Accuracy + 0.02).OrderByDescending(c => c.Marks.Accuracy).Take(3)
            .Select(c => (c.Name, c.Input, Marks: examinee.Mark(c.Input, questions, kind, declared.Right.Count)))
            .Where(c => c.Marks.Accuracy >= chance + (1 - chance) / 3 && c.Marks.AreBetterThan(declared)).ToList();
        if (better.Count == 0) return null;
        var best = better.MaxBy(c => c.Marks.Accuracy);
        return (new(
            Fault.WrongNormalization,
            string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * declared.Accuracy:0.0} % on {declared.Right.Count} samples as declared, {100 * best.Marks.Accuracy:0.0} % with {best.Name}"),
            TeacherLines.Of(best.Input)), best.Marks.Accuracy);
    }
}
