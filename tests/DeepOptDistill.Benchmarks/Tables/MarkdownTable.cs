using System.Globalization;
using System.Text;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>All rounds as one Markdown table.</summary>
internal sealed class MarkdownTable(IReadOnlyList<Row> rows)
{
    private readonly StringBuilder text = new();

    public string Write()
    {
        text.Append("| what | whose | median | ± | ours is … times as fast | goal | share of GEMM peak |\n|---|---|--:|--:|--:|---|--:|\n");
        foreach (var measure in new[] { Measures.Step, Measures.Label, Measures.Distil })
        foreach (var subject in Of(measure).GroupBy(row => row.Subject))
            Subject(measure, subject.Key, [.. subject.GroupBy(row => row.Side).Select(Series.Of)]);
        foreach (var peak in Of(Measures.Memory).GroupBy(row => row.Side))
            Memory(Series.Of(peak));
        foreach (var gemm in Of(Measures.Gemm).GroupBy(row => row.Side))
            Line("float32 GEMM peak", gemm.Key, $"{Series.Of(gemm).Median / 1e9:0} GFLOP/s", Percent(Series.Of(gemm).Spread), "", "", "");
        if (Of(Measures.Phase).Any())
            new PhaseTable([.. Of(Measures.Phase)]).Write(text);
        return text.ToString();
    }

    /// <summary>What the numbers need beside them, one line each.</summary>
    public IEnumerable<string> Notes() => Of(Measures.Distil).GroupBy(row => row.Side).Select(side => $"{side.Key}: {side.Last().Note}");

    private IEnumerable<Row> Of(string measure) => rows.Where(row => row.Measure == measure);

    private void Subject(string measure, string subject, List<Series> sides)
    {
        var ours = sides.FirstOrDefault(side => side.Side == Sides.Ours);
        var work = Of(Measures.Work).FirstOrDefault(row => row.Subject == subject)?.Value;
        foreach (var side in Shown(sides))
        {
            var ratio = ours is null || side == ours ? double.NaN : ours.Over(side);
            Line(
                side == sides[0] ? $"{Title(measure)}, {subject}" : "",
                side.Side,
                Value(side),
                Percent(side.Spread),
                double.IsNaN(ratio) ? "" : string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ×"),
                Goal.Text(measure, side.Side, ratio),
                Share(side, work)
            );
        }
    }

    /// <summary>Of the bare runtime's batch sizes, the usual one and the best one.</summary>
    private static IEnumerable<Series> Shown(List<Series> sides)
    {
        var bare = sides.Where(side => side.Side.StartsWith(Sides.Runtime, StringComparison.Ordinal)).ToList();
        var best = bare.MaxBy(side => side.Median);
        return sides.Where(side => !bare.Contains(side) || side == best || side == bare[0]);
    }

    private void Memory(Series peak)
    {
        var images = Of(Measures.Memory).First().Subject;
        Line(
            $"peak memory, labelling and training in one process, {images}",
            peak.Side,
            string.Create(CultureInfo.InvariantCulture, $"{peak.Rounds.Values.Max() / 1e9:0.00} GB"),
            "",
            "",
            peak.Side == Sides.Ours ? $"< 2 GB: {(peak.Rounds.Values.Max() < Goal.MemoryBytes ? "reached" : "missed")}" : "",
            ""
        );
    }

    private string Share(Series side, double? work)
    {
        if (work is null || side.Unit != "images/s")
            return "";
        var gemm = Of(Measures.Gemm).GroupBy(row => row.Side).Select(Series.Of).FirstOrDefault();
        return gemm is null ? "" : Percent(side.Median * work.Value / gemm.Median);
    }

    private void Line(params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Title(string measure) =>
        measure switch
        {
            Measures.Step => $"training step, batch {Job.Batch}",
            Measures.Label => "labelling",
            _ => "distillation, labelling included",
        };

    private static string Value(Series side) =>
        side.Unit == "s"
            ? string.Create(CultureInfo.InvariantCulture, $"{side.Median:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{side.Median:#,0} img/s");

    private static string Percent(double share) =>
        double.IsNaN(share) ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
