using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>What a report says of a student before its ensemble, of calibration and of agreement.</summary>
public sealed class CascadeSectionTests
{
    private static readonly CascadeRecord Cascade = new(
        7,
        new CascadePoint(0.81, 0.92, 0.9455, 9_000_000, 0.3),
        [new(0.2, 1, 0.93, 1_000_000, 0.1), new(0.9, 0.5, 0.945, 40_000_000, 1.5), new(1.01, 0, 0.946, 94_000_000, 2.9)]
    );

    [Fact]
    public void TheThresholdAndWhatItKeepsAreSaid()
    {
        var report = Report.Markdown(SampleRun.Record with { Cascade = Cascade });
        Assert.Contains(
            "With a threshold of 0.810, chosen on the validation split so that nothing is lost there, the student answers 92 % of the "
                + "test samples alone; accuracy is 94.55 % against the ensemble's 94.60 %, and a sample takes 0.300 ms on average "
                + "instead of 2.80 ms.",
            report.Replace('\u00A0', ' '),
            StringComparison.Ordinal
        );
        Assert.Contains("| none | 0 % | 94.60 % |", report.Replace('\u00A0', ' '), StringComparison.Ordinal);
        Assert.Contains("<svg", Report.Html(SampleRun.Record with { Cascade = Cascade }), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingCanBeKeptItIsSaid() =>
        Assert.Contains(
            "No threshold was found",
            Report.Markdown(SampleRun.Record with { Cascade = Cascade with { Chosen = new(1.01, 0, 0.946, 94_000_000, 2.9) } }),
            StringComparison.Ordinal
        );

    [Fact]
    public void OneThatIsSlowerThanTheEnsembleIsNamed()
    {
        var slow = Cascade with { Chosen = Cascade.Chosen! with { LatencyMs = 2.95 } };
        Assert.Contains(
            "2.95 ms on average instead of 2.80 ms: that is slower",
            Report.Markdown(SampleRun.Record with { Cascade = slow }).Replace('\u00A0', ' '),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "slower",
            Report.Markdown(SampleRun.Record with { Cascade = Cascade }).Split("The student first")[1].Split("##")[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ARunWithoutHasNoSuchChapter() =>
        Assert.DoesNotContain("The student first", Report.Markdown(SampleRun.Record), StringComparison.Ordinal);

    [Fact]
    public void CalibrationAndAgreementHaveTheirColumns()
    {
        var models = SampleRun.Record.Models.Select(model =>
            model with
            {
                CalibrationError = 0.0123,
                Agreement = model.Role == Role.Ensemble ? null : 0.97,
            }
        );
        var report = Report.Markdown(SampleRun.Record with { Models = [.. models] }).Replace('\u00A0', ' ');
        Assert.Contains("| Model | ECE | Agreement |", report, StringComparison.Ordinal);
        Assert.Contains("| 1.23 % | 97.00 % |", report, StringComparison.Ordinal);
        Assert.Contains("answered as by the ensemble", report, StringComparison.Ordinal);
    }
}
