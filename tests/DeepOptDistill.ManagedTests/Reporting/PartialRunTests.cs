using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Runs that lack something still have a report, without the headings of what they lack.</summary>
public sealed class PartialRunTests
{
    private static readonly RunRecord Whole = SampleRun.Record;

    public static TheoryData<string> Names => [.. Lacking.Keys];

    private static Dictionary<string, RunRecord> Lacking { get; } =
        new()
        {
            ["teachers"] = Whole with { Models = [.. Whole.Models.Where(m => m.Role is Role.Baseline or Role.Student)] },
            ["baseline"] = Whole with
            {
                Models = [.. Whole.Models.Where(m => m.Role != Role.Baseline)],
                Epochs = [.. Whole.Epochs.Where(e => e.Role != Role.Baseline)],
            },
            ["student"] = Whole with
            {
                Models = [.. Whole.Models.Where(m => m.Role == Role.Baseline)],
                Epochs = [.. Whole.Epochs.Where(e => e.Role == Role.Baseline)],
            },
            ["ensemble"] = Whole with { Models = [.. Whole.Models.Where(m => m.Role != Role.Ensemble)] },
            ["models"] = Whole with { Models = [] },
            ["epochs"] = Whole with { Epochs = [] },
            ["all epochs but one"] = Whole with { Epochs = [.. Whole.Epochs.Where(e => e.Epoch == 1)] },
            ["validation"] = Whole with
            {
                Dataset = Whole.Dataset with { Validation = 0 },
                Epochs = [.. Whole.Epochs.Select(e => e with { ValidationAccuracy = null, ValidationLoss = null })],
            },
            ["timings and notes"] = Whole with { Timings = [], Notes = [] },
            ["all seeds but one"] = Whole with
            {
                Models = [.. Whole.Models.Select(m => m with { AccuracyDeviation = null, Seeds = [.. m.Seeds.Take(1)] })],
                Epochs = [.. Whole.Epochs.Where(e => e.Seed == 7)],
            },
            ["sizes and times"] = Whole with
            {
                Models = [.. Whole.Models.Select(m => m with { Parameters = 0, Macs = 0, Bytes = 0, LatencyMsMedian = 0 })],
            },
            ["finite losses"] = Whole with { Epochs = [.. Whole.Epochs.Select(e => e with { Loss = e.Epoch > 3 ? double.NaN : e.Loss })] },
            ["everything"] = Whole with
            {
                Models = [],
                Epochs = [],
                Timings = [],
                Notes = [],
                Recipe = "",
                Command = "",
                Dataset = new DatasetRecord("", [], 0, 0, 0, ""),
            },
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_lacks_something_has_a_report_all_the_same(string what)
    {
        var text = Report.Html(Lacking[what]) + Report.Markdown(Lacking[what]);

        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs", "## Learning")]
    [InlineData("models", "## Models")]
    [InlineData("models", "## Trained copies")]
    [InlineData("timings and notes", "## Time")]
    [InlineData("validation", "Validation cross-entropy")]
    [InlineData("baseline", "of the gap closed")]
    [InlineData("ensemble", "ensemble of 4")]
    public void What_a_run_lacks_is_not_spoken_of(string what, string words)
    {
        Assert.Contains(words, Report.Markdown(Whole), StringComparison.Ordinal);
        Assert.DoesNotContain(words, Report.Markdown(Lacking[what]), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_are_marked_where_there_are_several()
    {
        var staged = Whole with { Epochs = [.. Whole.Epochs.Select(e => e with { Stage = e.Epoch <= 10 ? "warm" : "distill" })] };

        Assert.Contains(">distill</text>", Report.Html(staged), StringComparison.Ordinal);
        Assert.DoesNotContain(">warm</text>", Report.Html(staged), StringComparison.Ordinal);
        Assert.DoesNotContain(">distill</text>", Report.Html(Whole), StringComparison.Ordinal);
    }
}
