using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Verdicts;

/// <summary>The result of a run in sentences.</summary>
internal static class Verdict
{
    /// <summary>One in so many test samples is a copy of a training sample in most data sets.</summary>
    private const int FewCopies = 100;

    /// <summary>All sentences that the run allows, the most important first.</summary>
    public static IReadOnlyList<string> Sentences(RunRecord record)
    {
        var comparison = new Comparison(record);
        string?[] all =
        [
            .. Result(record, comparison),
            Known(comparison, record.Dataset.Test),
            Familiar(record),
            Precision(comparison),
            .. Judged(record, comparison),
            Size(comparison),
            Smallest(comparison),
        ];
        return [.. all.OfType<string>()];
    }

    /// <summary>The result, what makes it no measure of a distillation, and what follows from it.</summary>
    public static IReadOnlyList<string> Summary(RunRecord record)
    {
        var comparison = new Comparison(record);
        string?[] all = [.. Result(record, comparison), .. Judged(record, comparison)];
        return [.. all.OfType<string>()];
    }

    private static IEnumerable<string?> Result(RunRecord record, Comparison comparison) =>
        [
            Failed(comparison),
            Accuracy(comparison, record.Dataset.Test, Wording.Of(record)),
            Copied(record.Dataset),
            Uneven(comparison),
            Faults(comparison),
        ];

    /// <summary>What the difference to the baseline is worth; nothing where a training failed.</summary>
    private static IEnumerable<string?> Judged(RunRecord record, Comparison comparison) =>
        comparison.Failed.Count > 0 ? [] : [Gap(comparison), Next(comparison), Seeds(comparison), Chance(comparison, record.Dataset.Test)];

    /// <summary>A test set of which more was learned from than the odd copy that every data set has.</summary>
    private static string? Copied(DatasetRecord data) =>
        data.TestCopies is { } copies && FewCopies * copies > data.Test
            ? $"Of the {Figures.Count(data.Test)} test samples {Figures.Count(copies)} are training samples too: no score here says what "
                + "new samples would get."
            : null;

    /// <summary>What a reader calls the reference: <c>the ensemble of its 4 teachers</c>.</summary>
    public static string ReferenceName(Comparison comparison) =>
        comparison.Teachers.Count == 1
            ? $"its teacher {comparison.Teachers[0].Name}"
            : $"the ensemble of its {Figures.Counted(comparison.Teachers.Count, "teacher")}";

    private static string? Accuracy(Comparison comparison, int test, Wording wording)
    {
        if (comparison.Subject is not { } model)
            return null;
        var (low, high) = (Figures.Percent(model.Quality.Low), Figures.Percent(model.Quality.High));
        var sentence = $"The {model.Name} {wording.Achieved(model.Quality.Value, test)} (95 % interval {low} to {high})";
        return sentence
            + Against(comparison.Baseline, $"the same network trained on {wording.Told} alone")
            + Against(comparison.Reference, ReferenceName(comparison), second: true)
            + ".";

        string Against(ModelRecord? other, string name, bool second = false) =>
            other is null || ReferenceEquals(other, model) || comparison.Failed.Count > 0
                ? ""
                : $"{(second && comparison.Baseline != model ? " and" : ",")} "
                    + $"{wording.Difference(model.Quality.Value - other.Quality.Value, name)}";
    }

    /// <summary>A training that came to less than a guess: no difference to it says anything.</summary>
    private static string? Failed(Comparison comparison) =>
        comparison.Failed.Count == 0
            ? null
            : $"The training of {string.Join(" and ", comparison.Failed.Select(model => $"the {model.Name}"))} failed: "
                + $"{(comparison.Failed.Count == 1 ? "it is" : "both are")} worse than a guess, and nothing follows from the "
                + "numbers below. "
                + (
                    IsMistaught(comparison)
                        ? "The teachers are faulty, and the student has learned that: repair them first."
                        : "Lower the rate, or look at the curves."
                );

    /// <summary>A student alone that failed with faulty teachers did what they taught.</summary>
    private static bool IsMistaught(Comparison comparison) => comparison.Faulty.Count > 0 && comparison.Failed is [{ Role: Role.Student }];

    /// <summary>Trainings of which early stopping ended one far before the other.</summary>
    private static string? Uneven(Comparison comparison) =>
        comparison.Uneven is not var (baseline, student) || comparison.Failed.Count > 0 || comparison.Student is null
            ? null
            : $"Early stopping ended the baseline after {Figures.Count((long)Math.Round(baseline))} steps and the student after "
                + $"{Figures.Count((long)Math.Round(student))}: how much of their difference is due to that is unknown.";

    /// <summary>Teachers that are no measure of anything before they are repaired.</summary>
    private static string? Faults(Comparison comparison)
    {
        if (comparison.Faulty is not { Count: > 0 } faulty)
            return null;
        var named = string.Join(", ", faulty.Select(teacher => $"{teacher.Name} ({Figures.Percent(teacher.Quality.Value)})"));
        var told = faulty.Any(teacher => teacher.Findings.Count > 0) ? "; what was found is told with it" : ": worse than a guess";
        return $"Something is wrong with {Share(faulty.Count, comparison.Teachers.Count)}: {named}{told}. "
            + "Until that is repaired, nothing here measures what distillation can do.";
    }

    /// <summary>Teachers that know answers of the test set: what is measured against them is no measure.</summary>
    private static string? Known(Comparison comparison, int test)
    {
        if (comparison.Subject is { KnownTest: > 0 } own)
            return $"The {own.Name} began as a network that learned from "
                + $"{Figures.Count(own.KnownTest.Value)} of the {Figures.Count(test)} test samples: its score is too good.";
        var known = comparison.Teachers.Where(teacher => teacher.KnownTest > 0).ToList();
        if (known.Count == 0)
            return Unknown(comparison);
        var named = string.Join(", ", known.Select(teacher => $"{teacher.Name} from {Figures.Count(teacher.KnownTest!.Value)}"));
        return $"Of the {Figures.Count(test)} test samples {(known.Count == 1 ? "a teacher" : "some teachers")} learned from some "
            + $"({named}): "
            + "scores of teachers and ensemble, and the gap to them, are too good.";
    }

    /// <summary>Teachers of which nobody says what they learned from.</summary>
    private static string? Unknown(Comparison comparison)
    {
        List<string> unknown = [.. comparison.Teachers.Where(teacher => teacher.KnownTest is null).Select(teacher => teacher.Name)];
        return unknown.Count == 0
            ? null
            : $"What {string.Join(", ", unknown)} learned from is not known: if it was samples of the test set, "
                + $"{(unknown.Count == 1 ? "its" : "their")} scores"
                + $"{(comparison.Failed.Count > 0 ? "" : ", and the gap to them,")} are too good.";
    }

    /// <summary>Teachers that know answers of the validation split: what is chosen by it is no measure.</summary>
    private static string? Familiar(RunRecord record) =>
        record.Familiar.Count == 0
            ? null
            : $"{string.Join(", ", record.Familiar)} learned from samples of the validation split, as ledger or answers tell: "
                + "what was chosen or fitted on it is marked below.";

    private static string Share(int faulty, int all) => all == 1 ? "the teacher" : $"{faulty} of {all} teachers";

    private static string? Precision(Comparison comparison)
    {
        if (comparison.Subject is not { MeanAveragePrecision: { } own } model)
            return null;
        var others = new[] { ("the baseline", comparison.Baseline), (ReferenceName(comparison), comparison.Reference) }.Where(other =>
            other.Item2 is { MeanAveragePrecision: not null } && other.Item2 != model
        );
        var beside = others.Select(other => $", that of {other.Item1} {Figures.Percent(other.Item2!.MeanAveragePrecision!.Value)}");
        return $"Its mean average precision is {Figures.Percent(own)}{string.Concat(beside)}.";
    }

    private static string? Gap(Comparison comparison)
    {
        if (comparison is not { Student: { } student, Baseline: { } baseline, Reference: { } reference })
            return null;
        if (comparison.GapClosed is null && comparison.Faulty.Count > 0)
            return $"The baseline ({Figures.Percent(baseline.Quality.Value)}) is at least as good as {ReferenceName(comparison)} "
                + $"({Figures.Percent(reference.Quality.Value)}), as may be where teachers are faulty.";
        if (comparison.GapClosed is not { } closed)
            return $"The baseline is already as good as {ReferenceName(comparison)} ({Figures.Percent(baseline.Quality.Value)} against "
                + $"{Figures.Percent(reference.Quality.Value)}): there is no gap to close.";
        if (student.Quality.Value >= baseline.Quality.Value && comparison.Gap is { Low: null })
            return $"The gap between baseline ({Figures.Percent(baseline.Quality.Value)}) and {comparison.ReferenceWord} "
                + $"({Figures.Percent(reference.Quality.Value)}) may be chance on a test set of this size: how much of it distillation "
                + "closes is unknown.";
        return student.Quality.Value >= baseline.Quality.Value
                ? $"Distillation closes {Figures.WholePercent(closed)} of the gap between baseline "
                    + $"({Figures.Percent(baseline.Quality.Value)}) and {comparison.ReferenceWord} "
                    + $"({Figures.Percent(reference.Quality.Value)}){IntervalOf(comparison.Gap)}."
            : comparison.OverBaseline is { MayBeChance: true }
                ? $"Distillation did not help: the baseline ({Figures.Percent(baseline.Quality.Value)}) and the student differ by no "
                    + "more than chance."
            : $"Distillation did not help: the baseline ({Figures.Percent(baseline.Quality.Value)}) is better than the student.";
    }

    private static string? Next(Comparison comparison) =>
        comparison is { Student: { } student, Baseline: { } baseline, GapClosed: not null, Faulty.Count: 0 }
        && student.Quality.Value < baseline.Quality.Value
            ? $"More epochs, or another {(comparison.HasTemperature ? "temperature" : "rate")} or weight, may change that: "
                + "'deepopt search' tries them on the validation split."
            : null;

    private static string IntervalOf(GapRecord? gap) =>
        gap switch
        {
            { Low: { } low, High: { } high } => $"; 95 % interval {Figures.PercentRange(low, high)}",
            _ => "",
        };

    private static string? Chance(Comparison comparison, int test)
    {
        if (comparison is not { Student: { } student, Baseline: { } other })
            return null;
        if (comparison.OverBaseline is not { } pair)
            return "This record does not hold both models' answers to each sample, so it is not known whether their difference "
                + "may be chance.";
        var seeds = Math.Max(student.Seeds.Count, other.Seeds.Count) > 1 ? " and over seeds" : "";
        var over = $"over the same {Figures.Count(test)} samples{seeds}";
        var range = $"{Figures.SignedPoints(pair.Low)} to {Figures.SignedPoints(pair.High)} points {over}";
        return pair.MayBeChance
            ? $"The difference between student and baseline may be chance: its 95 % interval is {range}."
            : $"The difference between student and baseline is beyond chance: its 95 % interval is {range}.";
    }

    private static string? Size(Comparison comparison)
    {
        string?[] parts =
        [
            Part(comparison.NotableTimes(Comparison.Parameters), "has {0} times fewer parameters", "has {0} times more parameters"),
            Part(
                comparison.NotableTimes(Comparison.Macs),
                "needs {0} times fewer multiply-accumulates",
                "needs {0} times more multiply-accumulates"
            ),
            Part(comparison.NotableTimes(m => m.Bytes), "takes {0} times fewer bytes", "takes {0} times more bytes"),
            Part(comparison.NotableLatency, "answers {0} times faster", "answers {0} times slower"),
        ];
        var all = parts.OfType<string>().ToList();
        return all.Count == 0
            ? null
            : $"Compared with {ReferenceName(comparison)} it "
                + $"{string.Join(", ", all.SkipLast(1))}{(all.Count > 1 ? " and " : "")}{all[^1]}.";
    }

    private static string? Part(double? times, string less, string more) =>
        times switch
        {
            null => null,
            >= 1 => less.Replace("{0}", Figures.Ratio(times.Value), StringComparison.Ordinal),
            _ => more.Replace("{0}", Figures.Ratio(1 / times.Value), StringComparison.Ordinal),
        };

    private static string? Smallest(Comparison comparison)
    {
        if (comparison.Subject is not { Parameters: > 0, ParametersUnknown.Count: 0 } model || comparison.Teachers.Count < 2)
            return null;
        if (comparison.Teachers.Any(t => t.ParametersUnknown.Count > 0))
            return null;
        var smallest = comparison.Teachers.MinBy(t => t.Parameters)!;
        var times = (double)smallest.Parameters / model.Parameters;
        return times < 1.05 ? null : $"The smallest teacher, {smallest.Name}, has {Figures.Ratio(times)} times its parameters.";
    }

    private static string? Seeds(Comparison comparison)
    {
        var paired = comparison.Paired;
        if (paired.Count == 0)
            return null;
        if (comparison is { Student.Seeds.Count: 1, Baseline.Seeds.Count: > 1 })
            return "The student is one network, made of those of several seeds: nothing is known of the spread of such networks.";
        if (paired.Count == 1)
            return "This is one seed, so nothing is known of the spread between runs.";
        var better = paired.Count(p => p.Difference > 0);
        var (least, most) = (paired.Min(p => p.Difference), paired.Max(p => p.Difference));
        return $"The student is better than the baseline with {better} of {Figures.Counted(paired.Count, "seed")} "
            + $"({Figures.SignedPoints(least)} to {Figures.SignedPoints(most)} points)."
            + (
                paired.Count == 2
                    ? " Two seeds tell little of the spread between runs, so the intervals are very wide: 'repeats: 3' narrows them."
                    : ""
            );
    }
}
