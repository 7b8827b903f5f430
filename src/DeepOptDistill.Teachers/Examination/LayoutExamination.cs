using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are right under another order of an image's numbers, where the file's dimensions allow one.</summary>
internal static class LayoutExamination
{
    /// <summary>Tries the other layouts on a few questions, and those that are better there on all. Grey images are the same in each.</summary>
    /// <returns>The finding, with the accuracy that the line reaches; null where no other is better.</returns>
    public static (Finding Finding, double Accuracy)? Of(Examinee examinee, string folder, SampleSet set, Questions questions, OutputKind kind, Marks declared, int screen, double chance)
    {
        if (examinee.Input.Shape.Channels == 1 || examinee.Input.Shape.IsRow) return null;
        var first = new Marks([.. declared.Right.Take(screen)]);
        foreach (var layout in examinee.OtherLayouts)
        {
            if (Open(examinee.Spec with { Input = examinee.Spec.Input with { Layout = layout } }, folder, set) is not { } other) continue;
            using (other)
                if (Better(other, questions, kind, first, declared, chance) is { } marks) return (Named(examinee, other, declared, marks), marks.Accuracy);
        }
        return null;
    }

    /// <summary>A network of convolutions does not even run in another layout.</summary>
    private static Examinee? Open(TeacherSpec spec, string folder, SampleSet set)
    {
        try
        {
            return Examinee.Open(spec, folder, set, threads: 1);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static Marks? Better(Examinee other, Questions questions, OutputKind kind, Marks first, Marks declared, double chance)
    {
        if (other.Mark(other.Spec.Input, questions, kind, first.Right.Count).Accuracy <= first.Accuracy + 0.02) return null;
        var marks = other.Mark(other.Spec.Input, questions, kind, declared.Right.Count);
        return marks.Accuracy >= chance + (1 - chance) / 3 && marks.AreBetterThan(declared) ? marks : null;
    }

    private static Finding Named(Examinee examinee, Examinee other, Marks declared, Marks marks) => new(
        Fault.WrongLayout,
        string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * declared.Accuracy:0.0} % on {declared.Right.Count} samples as {Spelling.Word(examinee.Input.Layout.ToString())}, {100 * marks.Accuracy:0.0} % as {Spelling.Word(other.Input.Layout.ToString())}"),
        TeacherLines.Of(other.Spec.Input));
}
