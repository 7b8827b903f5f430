using System.Globalization;
using System.Text;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>What truncated teachers save, and how far hints cost time beside the training.</summary>
internal static class HintTable
{
    /// <summary>Longest that a step beside the teacher may take, as a multiple of the longer of the two alone.</summary>
    public const double MostOverlapped = 1.15;

    public static string Write(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder();
        if (rows.Any(row => row.Measure == Measures.Tap))
            Taps(text, rows);
        foreach (var subject in rows.Where(row => row.Measure == Measures.Hint).GroupBy(row => row.Subject))
            Overlap(text, subject);
        return text.ToString();
    }

    private static void Taps(StringBuilder text, IReadOnlyList<Row> rows)
    {
        text.Append("| tap | whole teacher | truncated | times as fast | multiply-accumulates |\n|---|--:|--:|--:|--:|\n");
        foreach (var tap in rows.Where(row => row.Measure == Measures.Tap).GroupBy(row => row.Subject))
        {
            var sides = tap.GroupBy(row => row.Side).ToDictionary(side => side.Key, Series.Of);
            var (whole, part) = (sides[Sides.Whole], sides[Sides.Truncated]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {tap.Key} | {whole.Median:#,0} img/s | {part.Median:#,0} img/s | {part.Over(whole):0.00} × | {part.Note} |\n"
            );
        }
    }

    private static void Overlap(StringBuilder text, IGrouping<string, Row> subject)
    {
        var sides = subject.GroupBy(row => row.Side).ToDictionary(side => side.Key, Series.Of);
        text.Append(CultureInfo.InvariantCulture, $"\n| {subject.Key}, batch {Job.Batch} | speed | a batch |\n|---|--:|--:|\n");
        foreach (var side in sides.Values)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {side.Side} | {side.Median:#,0} img/s | {1000 * Job.Batch / side.Median:0.0} ms |\n"
            );
        var longer = new[] { Sides.TeacherAlone, Sides.StudentAlone }.MinBy(side => sides[side].Median)!;
        var ratio = 1 / sides[Sides.Overlapped].Over(sides[longer]);
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nBoth at once take {ratio:0.00} × the longer of the two alone ({longer}); goal ≤ {MostOverlapped}: "
                + $"{(ratio <= MostOverlapped ? "reached" : "missed")}.\n"
        );
    }
}
