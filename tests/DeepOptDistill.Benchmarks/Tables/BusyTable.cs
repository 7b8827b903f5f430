using System.Globalization;
using System.Text;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>What other processes cost a training, against the share of the cores that they leave it.</summary>
internal static class BusyTable
{
    public static string Write(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder(
            "| student | threads | threads wait | busy beside | median | ± | of free | share of the cores "
                + "|\n|---|--:|---|--:|--:|--:|--:|--:|\n"
        );
        var shares = rows.Where(row => row.Measure == Measures.Share).ToLookup(row => (row.Subject, row.Side), row => row.Value);
        foreach (var subject in rows.Where(row => row.Measure == Measures.Busy).GroupBy(row => row.Subject))
        {
            var sides = subject.GroupBy(row => row.Side).Select(Series.Of).ToList();
            foreach (var side in sides)
                Line(text, subject.Key, side, side.Over(sides[0]), shares[(subject.Key, side.Side)].First());
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, string subject, Series side, double ofFree, double share) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {subject} | {side.Side} | {side.Median:#,0} img/s | {100 * side.Spread:0} % | {100 * ofFree:0} % | {100 * share:0} % |\n"
        );
}
