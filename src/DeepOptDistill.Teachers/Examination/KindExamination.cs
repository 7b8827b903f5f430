using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Examination;

/// <summary>Whether answers are what they are taken for. No accuracy shows it: the largest number stays the largest.</summary>
internal static class KindExamination
{
    /// <summary>What the answers look like; the declared kind where nothing speaks against it.</summary>
    /// <param name="declared">What they are taken for.</param>
    /// <param name="answers">Finite answers to several images, not all the same.</param>
    /// <param name="numbers">Numbers in an answer.</param>
    public static OutputKind Apparent(OutputKind declared, float[] answers, int numbers)
    {
        if (numbers < 2)
            return declared;
        var distributions = Answers.AreDistributions(answers, numbers, logarithms: false);
        var logarithms = Answers.AreDistributions(answers, numbers, logarithms: true);
        return declared switch
        {
            // Logarithms of a distribution are logits of it; a probability of its own is seldom far from both ends everywhere.
            OutputKind.Logits => distributions ? OutputKind.Probabilities
            : Answers.AreShares(answers) && answers.Min() < 0.1 && answers.Max() > 0.9 ? OutputKind.Sigmoid
            : declared,
            OutputKind.Sigmoid when Answers.AreShares(answers) && !distributions => declared,
            OutputKind.LogProbabilities when logarithms => declared,
            _ => distributions ? OutputKind.Probabilities
            : logarithms ? OutputKind.LogProbabilities
            : Answers.AreShares(answers) ? OutputKind.Sigmoid
            : OutputKind.Logits,
        };
    }

    /// <summary>The finding that answers are of another kind than declared; null where they are not.</summary>
    public static Finding? Of(TeacherOutput said, OutputKind declared, OutputKind apparent, float[] answers, int numbers)
    {
        if (declared == apparent)
            return null;
        var sums = Enumerable
            .Range(0, answers.Length / numbers)
            .Select(i => answers.Skip(i * numbers).Take(numbers).Sum(v => (double)v))
            .ToList();
        var line = TeacherLines.Of(said with { Kind = apparent });
        return new(
            Fault.WrongKind,
            FormattableString.Invariant(
                $"{Word(apparent)} taken for {Word(declared)}: answers from {answers.Min():0.####} to {answers.Max():0.####} whose "
            ) + FormattableString.Invariant($"sums lie between {sums.Min():0.####} and {sums.Max():0.####}"),
            line
        )
        {
            Lines = [line],
        };
    }

    private static string Word(OutputKind kind) => Spelling.Word(kind.ToString());
}
