using System.Globalization;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Teachers;

/// <summary>What a network's numbers mean.</summary>
internal static class Answers
{
    /// <summary>The smallest probability that is told from zero.</summary>
    private const double Floor = 1e-38;

    private static readonly float LowestLog = (float)Math.Log(Floor);

    /// <summary>
    /// Turns answers into logits in place: those of logits are themselves, of probabilities log max(p, 1e-38), of log-probabilities
    /// max(v, log 1e-38). Returns the position of the first number that cannot be one, or −1.
    /// </summary>
    public static int ToLogits(OutputKind kind, Span<float> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (!IsPossible(kind, answers[i])) return i;
            answers[i] = ToLogit(kind, answers[i]);
        }
        return -1;
    }

    /// <summary>The problem of answers, to a few different images, that contradict the kind that teacher.yaml declares; null where there is none.</summary>
    public static Problem? Contradiction(OutputKind kind, ReadOnlySpan<float> answers, int classes, string where)
    {
        var distribution = true;
        for (var first = 0; first < answers.Length; first += classes)
            distribution &= IsDistribution(answers.Slice(first, classes), kind == OutputKind.LogProbabilities);
        var mistaken = kind == OutputKind.Logits && distribution && classes > 1;
        if (mistaken)
            return new($"{where}, output.kind", "answers that lie in [0, 1] and sum to 1", "logits", "Say so in teacher.yaml: output: { kind: probabilities }.");
        return kind != OutputKind.Logits && !distribution
            ? new($"{where}, output.kind", $"answers such as {string.Join(", ", answers[..Math.Min(4, classes)].ToArray().Select(a => a.ToString(CultureInfo.InvariantCulture)))}", kind == OutputKind.Probabilities ? "numbers in [0, 1] that sum to 1" : "logarithms of numbers that sum to 1", "Say in teacher.yaml what they are: output: { kind: logits }.")
            : null;
    }

    private static bool IsPossible(OutputKind kind, float answer) =>
        float.IsFinite(answer) || (kind == OutputKind.LogProbabilities && float.IsNegativeInfinity(answer));

    private static float ToLogit(OutputKind kind, float answer) => kind switch
    {
        OutputKind.Probabilities => (float)Math.Log(Math.Max(answer, Floor)),
        OutputKind.LogProbabilities => Math.Max(answer, LowestLog),
        _ => answer,
    };

    private static bool IsDistribution(ReadOnlySpan<float> row, bool logarithms)
    {
        var sum = 0.0;
        foreach (var answer in row)
        {
            var share = logarithms ? Math.Exp(answer) : answer;
            if (!(share >= -1e-6)) return false;
            sum += share;
        }
        return Math.Abs(sum - 1) < 1e-3;
    }
}
