using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Teachers.Adapters;

/// <summary>What a network's numbers mean.</summary>
internal static class Answers
{
    /// <summary>The smallest probability that is told from zero.</summary>
    private const double Floor = 1e-38;

    /// <summary>
    /// Half of the step below 1 in float32: the smallest 1 − p that is told from zero, and so for p, that no side be favoured.
    /// </summary>
    private const double Rest = 1.0 / (1 << 25);

    /// <summary>Sums of probabilities that were computed in 16 or 8 bits differ so much from 1.</summary>
    private const double SumTolerance = 0.02;

    /// <summary>So many answers do not all lie in [0, 1] by chance.</summary>
    private const int FewestShares = 12;

    /// <summary>The logit that stands for probability zero.</summary>
    public static readonly float LowestLog = (float)Math.Log(Floor);

    /// <summary>
    /// Turns answers into logits in place: those of logits are themselves, of probabilities log max(p, 1e-38), of log-probabilities
    /// max(v, log 1e-38), of single probabilities log max(p, 2⁻²⁵) − log max(1 − p, 2⁻²⁵). Returns the position of the first number that
    /// cannot be one, or −1.
    /// </summary>
    public static int ToLogits(OutputKind kind, Span<float> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (!IsPossible(kind, answers[i]))
                return i;
            answers[i] = ToLogit(kind, answers[i]);
        }
        return -1;
    }

    /// <summary>
    /// The problem of answers, to a few different images, that contradict the kind that teacher.yaml declares; null where there is none.
    /// </summary>
    public static Problem? Contradiction(
        OutputKind kind,
        ReadOnlySpan<float> answers,
        int numbers,
        string where,
        TaskKind task = TaskKind.Classes
    )
    {
        if (kind == OutputKind.Values)
            return null;
        if (task == TaskKind.Labels && kind == OutputKind.Logits)
            return answers.Length >= FewestShares && AreShares(answers)
                ? new(
                    $"{where}, output.kind",
                    "answers that all lie in [0, 1]",
                    "logits of labels, of either sign",
                    TeacherLines.Told("output: { kind: sigmoid }")
                )
                : null;
        if (kind == OutputKind.Logits)
            return numbers > 1 && AreDistributions(answers, numbers, logarithms: false)
                ? new(
                    $"{where}, output.kind",
                    "answers that lie in [0, 1] and sum to 1",
                    "logits",
                    TeacherLines.Told("output: { kind: probabilities }")
                )
                : null;
        var fits =
            kind == OutputKind.Sigmoid ? AreShares(answers) : AreDistributions(answers, numbers, kind == OutputKind.LogProbabilities);
        if (fits)
            return null;
        var found = string.Join(", ", answers[..Math.Min(4, numbers)].ToArray().Select(a => a.ToString(CultureInfo.InvariantCulture)));
        var apparent = kind == OutputKind.Probabilities && AreShares(answers) ? "sigmoid" : "logits";
        return new(
            $"{where}, output.kind",
            $"answers such as {found}",
            Expected(kind),
            TeacherLines.Told($"output: {{ kind: {apparent} }}")
        );
    }

    /// <summary>Whether every row is a distribution, or the logarithm of one.</summary>
    public static bool AreDistributions(ReadOnlySpan<float> answers, int numbers, bool logarithms)
    {
        for (var first = 0; first < answers.Length; first += numbers)
            if (!IsDistribution(answers.Slice(first, numbers), logarithms))
                return false;
        return true;
    }

    /// <summary>Whether every number lies in [0, 1].</summary>
    public static bool AreShares(ReadOnlySpan<float> answers)
    {
        foreach (var answer in answers)
            if (!(answer >= -1e-6f && answer <= 1 + 1e-6f))
                return false;
        return true;
    }

    private static string Expected(OutputKind kind) =>
        kind switch
        {
            OutputKind.Probabilities => "numbers in [0, 1] that sum to 1",
            OutputKind.Sigmoid => "numbers in [0, 1]",
            _ => "logarithms of numbers that sum to 1",
        };

    private static bool IsPossible(OutputKind kind, float answer) =>
        float.IsFinite(answer) || (kind == OutputKind.LogProbabilities && float.IsNegativeInfinity(answer));

    private static float ToLogit(OutputKind kind, float answer) =>
        kind switch
        {
            OutputKind.Probabilities => (float)Math.Log(Math.Max(answer, Floor)),
            OutputKind.LogProbabilities => Math.Max(answer, LowestLog),
            OutputKind.Sigmoid => (float)(Math.Log(Math.Max(answer, Rest)) - Math.Log(Math.Max(1.0 - answer, Rest))),
            _ => answer,
        };

    private static bool IsDistribution(ReadOnlySpan<float> row, bool logarithms)
    {
        var sum = 0.0;
        foreach (var answer in row)
        {
            var share = logarithms ? Math.Exp(answer) : answer;
            if (!(share >= -1e-6))
                return false;
            sum += share;
        }
        return Math.Abs(sum - 1) < SumTolerance;
    }
}
