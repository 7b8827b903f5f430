using System.Text.Json;
using System.Text.Json.Nodes;
using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>
/// A cost that is not known is a dash, one that is not known whole is at least; neither becomes a ratio, and neither is ever 0.
/// </summary>
public sealed class UnknownCostTests
{
    [Fact]
    public void What_is_not_counted_whole_is_at_least_and_named()
    {
        var record = With(m => m with { MacsUnknown = ["pkg.MyOp"] }, Role.Teacher, Role.Ensemble);
        var text = Report.Markdown(record);
        Assert.Contains("at least 12.3 M", text, StringComparison.Ordinal);
        Assert.Contains("At least: pkg.MyOp could not be counted.", text, StringComparison.Ordinal);
        Assert.Contains("times fewer multiply-accumulates", Report.Markdown(SampleRun.Record), StringComparison.Ordinal);
        Assert.DoesNotContain("multiply-accumulates,", text, StringComparison.Ordinal);
        Assert.DoesNotContain("at least", Report.Markdown(SampleRun.Record), StringComparison.OrdinalIgnoreCase);
        Assert.Null(Summary(record)["times_fewer_macs"]);
        Assert.NotNull(Summary(SampleRun.Record)["times_fewer_macs"]);
    }

    [Fact]
    public void What_could_not_be_measured_is_a_dash()
    {
        var record = With(m => m with { Macs = null, LatencyMsMedian = null }, Role.Teacher, Role.Ensemble);
        var row = Report
            .Markdown(record)
            .Split('\n')
            .First(line => line.StartsWith("| fashion-cnn-a", StringComparison.Ordinal))
            .Split('|')
            .Select(cell => cell.Trim())
            .ToList();
        Assert.Equal(2, row.Count(cell => cell == "–"));
        Assert.Null(Summary(record)["times_faster"]);
        Assert.DoesNotContain("times faster", Report.Markdown(record), StringComparison.Ordinal);
        Assert.NotEmpty(Report.Html(record));
    }

    [Fact]
    public void Parameters_that_are_not_counted_whole_give_no_ratio()
    {
        var record = With(m => m with { ParametersUnknown = ["pkg.MyOp"] }, Role.Teacher, Role.Ensemble);
        Assert.Null(Summary(record)["times_fewer_parameters"]);
        Assert.DoesNotContain("times its parameters", Report.Markdown(record), StringComparison.Ordinal);
        Assert.Contains("at least 1,199,882", Report.Markdown(record), StringComparison.Ordinal);
    }

    /// <summary>Null is written, because a record without the key is of no run.</summary>
    [Fact]
    public void A_record_of_unknown_costs_reads_back()
    {
        var json = JsonSerializer.Serialize(
            With(m => m with { Macs = null, LatencyMsMedian = null, Caveats = ["Why."] }, Role.Student),
            RecordJson.Indented
        );
        var read = JsonSerializer.Deserialize<RunRecord>(json, RecordJson.Indented)!;
        var student = read.Models.Single(m => m.Role == Role.Student);
        Assert.Equal((null, null, "Why."), (student.Macs, student.LatencyMsMedian, student.Caveats[0]));
        Assert.Equal(json, JsonSerializer.Serialize(read, RecordJson.Indented));
    }

    [Fact]
    public void A_plan_for_a_teacher_of_unknown_work_names_no_ratio()
    {
        var plan = new StudentPlan
        {
            Teacher = new PlannedModel("a", 288_000, 1_000, 0.4) { MacsUnknown = ["pkg.MyOp"] },
            Images = [1, 28, 28],
            Classes = 10,
            Budget = new Budget { Parameters = 30_000 },
            Candidates = [new PlannedStudent([new(1, 16)], 24_000, 1_900_000, 0.02) { OnFront = true }],
            DepthsBeyond = [],
            Chosen = 1,
            Reason = "The only one.",
            Machine = SampleRun.Record.Machine,
            Tool = "1.0",
        };
        var html = PlanReport.Html(plan).Replace('\u00A0', ' ');
        Assert.Contains("the teacher has at least 1.00 K: pkg.MyOp could not be counted", html, StringComparison.Ordinal);
        Assert.Contains("12 × fewer than the teacher's", html.Replace("&#39;", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static JsonObject Summary(RunRecord record) => JsonNode.Parse(Report.Json(record))!["summary"]!.AsObject();

    private static RunRecord With(Func<ModelRecord, ModelRecord> change, params Role[] roles) =>
        SampleRun.Record with
        {
            Models = [.. SampleRun.Record.Models.Select(m => roles.Contains(m.Role) ? change(m) : m)],
        };
}
