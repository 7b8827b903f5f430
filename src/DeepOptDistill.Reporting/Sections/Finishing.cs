using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;
using DeepOptDistill.Reporting.Words;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>What was done with the student behind its training, step by step.</summary>
[Kind("finishing", "what each step behind the training made of the student")]
internal sealed record Finishing : Section
{
    public override int Order => 27;

    public override string Title => "Behind the training";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        if (record.Finish.Count == 0)
            yield break;
        var quality = record.Dataset.Task == TaskKind.Values ? "R², validation" : "Accuracy, validation";
        yield return new Table(
            [
                new Column("Step", IsNumber: false),
                new Column("Bytes"),
                new Column("Parameters"),
                new Column("MACs"),
                new Column("Latency"),
                new Column(quality),
                new Column("Largest difference"),
                new Column("", IsNumber: false),
            ],
            [.. record.Finish.Select((step, i) => RowOf(step, Before(record.Finish, i)))]
        );
        yield return new Remark(
            "Each step begins with what the one before it left; the last that was kept is the student. Difference: "
                + "between the answers before and after, over the largest of these, on up to 256 samples. The test set was asked at "
                + "the end alone."
        );
    }

    /// <summary>What a step began with: the last one before it that was kept.</summary>
    private static FinishRecord? Before(IReadOnlyList<FinishRecord> steps, int place) =>
        steps.Take(place).LastOrDefault(step => step.LeftOut.Length == 0);

    private static Row RowOf(FinishRecord step, FinishRecord? before) =>
        new(
            step.Step,
            Figures.Bytes(step.Bytes),
            Figures.Count(step.Parameters),
            step.Macs is { } macs ? Figures.Compact(macs) : Figures.Unknown,
            Figures.Milliseconds(step.LatencyMs),
            step.Validation is { } share ? Figures.Percent(share) : Figures.Unknown,
            step.Difference is { } difference ? FormattableString.Invariant($"{difference:0.0e0}") : "",
            step.LeftOut.Length > 0 ? $"left out: {step.LeftOut}"
                : step.Hash == before?.Hash ? "nothing to do: the same file"
                : ""
        );
}
