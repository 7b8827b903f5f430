using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Reporting;

/// <summary>The result of a run in sentences.</summary>
internal static class Verdict
{
    /// <summary>All sentences that the run allows, the most important first.</summary>
    public static IReadOnlyList<string> Sentences(RunRecord record)
    {
        var comparison = new Comparison(record);
        string?[] all = [Accuracy(comparison, record.Dataset.Test), Gap(comparison), Size(comparison), Seeds(comparison)];
        return [.. all.OfType<string>()];
    }

    /// <summary>What a reader calls the reference: <c>the ensemble of its 4 teachers</c>.</summary>
    public static string ReferenceName(Comparison comparison) => comparison.Teachers.Count == 1
        ? $"its teacher {comparison.Teachers[0].Name}"
        : $"the ensemble of its {Figures.Counted(comparison.Teachers.Count, "teacher")}";

    private static string? Accuracy(Comparison comparison, int test)
    {
        if (comparison.Subject is not { } model) return null;
        var (low, high) = (Figures.Percent(model.AccuracyLow), Figures.Percent(model.AccuracyHigh));
        var sentence = $"The {model.Name} answers {Figures.Percent(model.Accuracy)} of {Figures.Count(test)} test images correctly (95 % interval {low} to {high})";
        return sentence + Against(comparison.Baseline, "the same network trained on labels alone") + Against(comparison.Reference, ReferenceName(comparison), second: true) + ".";

        string Against(ModelRecord? other, string name, bool second = false) => other is null || ReferenceEquals(other, model)
            ? ""
            : $"{(second && comparison.Baseline != model ? " and" : ",")} {Difference(model.Accuracy - other.Accuracy, name)}";
    }

    private static string Difference(double difference, string than) => Math.Round(difference, 4) switch
    {
        0 => $"as many as {than}",
        > 0 => $"{Figures.Points(difference)} more than {than}",
        _ => $"{Figures.Points(difference)} fewer than {than}",
    };

    private static string? Gap(Comparison comparison)
    {
        if (comparison is not { Student: { } student, Baseline: { } baseline, Reference: { } reference }) return null;
        if (comparison.GapClosed is not { } closed)
            return $"The baseline is already as good as {ReferenceName(comparison)} ({Figures.Percent(baseline.Accuracy)} against {Figures.Percent(reference.Accuracy)}): there is no gap to close.";
        return student.Accuracy >= baseline.Accuracy
            ? $"Distillation closes {Figures.WholePercent(closed)} of the gap between baseline ({Figures.Percent(baseline.Accuracy)}) and ensemble ({Figures.Percent(reference.Accuracy)})."
            : $"Distillation did not help: the baseline ({Figures.Percent(baseline.Accuracy)}) is better than the student.";
    }

    private static string? Size(Comparison comparison)
    {
        if (comparison.Reference is null) return null;
        string?[] parts =
        [
            Part(comparison.Times(m => m.Parameters), "fewer parameters", "more parameters"),
            Part(comparison.Times(m => m.Macs), "fewer multiply-accumulates", "more multiply-accumulates"),
            Part(comparison.Times(m => m.Bytes), "fewer bytes", "more bytes"),
            Part(comparison.Times(m => m.LatencyMsMedian), "less time for an answer", "more time for an answer"),
        ];
        var all = parts.OfType<string>().ToList();
        return all.Count == 0 ? null : $"Compared with {ReferenceName(comparison)} it takes {string.Join(", ", all.SkipLast(1))}{(all.Count > 1 ? " and " : "")}{all[^1]}.";
    }

    private static string? Part(double? times, string less, string more) => times switch
    {
        null => null,
        >= 1 => $"{Figures.Ratio(times.Value)} times {less}",
        _ => $"{Figures.Ratio(1 / times.Value)} times {more}",
    };

    private static string? Seeds(Comparison comparison)
    {
        var paired = comparison.Paired;
        if (paired.Count == 0) return null;
        if (paired.Count == 1) return "This is one seed, so nothing is known of the spread between runs.";
        var better = paired.Count(p => p.Difference > 0);
        var (least, most) = (paired.Min(p => p.Difference), paired.Max(p => p.Difference));
        return $"The student is better than the baseline with {better} of {Figures.Counted(paired.Count, "seed")} ({Figures.SignedPoints(least)} to {Figures.SignedPoints(most)} points).";
    }
}
