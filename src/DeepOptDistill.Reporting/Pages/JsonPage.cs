using System.Text.Json;
using System.Text.Json.Nodes;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Verdicts;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>The report for programs.</summary>
internal static class JsonPage
{
    private const string Schema = "deepopt.report/1";

    private static readonly string[] First = ["name", "dataset", "machine", "recipe_hash", "models"];

    public static string Of(RunRecord record)
    {
        var all = JsonSerializer.SerializeToNode(record, RecordJson.Indented)!.AsObject();
        all.Remove("schema");
        var report = new JsonObject { ["schema"] = Schema };
        foreach (var key in First)
            Move(all, report, key);
        report["summary"] = Summary(new Comparison(record));
        foreach (var key in all.Select(p => p.Key).ToList())
            Move(all, report, key);
        return report.ToJsonString(RecordJson.Indented) + "\n";
    }

    private static void Move(JsonObject from, JsonObject to, string key)
    {
        var value = from[key];
        from.Remove(key);
        to[key] = value;
    }

    /// <summary>Differences in accuracy, or R², as shares; ratios as reference / student.</summary>
    private static JsonObject Summary(Comparison comparison)
    {
        var summary = new JsonObject();
        Add("student_minus_baseline", comparison is { Student: { } s, Baseline: { } b } ? s.Quality.Value - b.Quality.Value : null);
        Add("student_minus_ensemble", comparison is { Student: { } t, Reference: { } r } ? t.Quality.Value - r.Quality.Value : null);
        Add("gap_closed", comparison.GapClosed);
        Add("times_fewer_parameters", comparison.Times(Comparison.Parameters));
        Add("times_fewer_macs", comparison.Times(Comparison.Macs));
        Add("times_fewer_bytes", comparison.Times(m => m.Bytes));
        Add("times_faster", comparison.Times(m => m.LatencyMsMedian));
        return summary;

        void Add(string key, double? value)
        {
            if (value is not null)
                summary[key] = value;
        }
    }
}
