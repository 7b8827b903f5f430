using System.Globalization;
using System.Text;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Readme;

/// <summary>
/// The README's result table is made from the committed <c>students/*/results*.json</c>.
/// <c>DEEPOPT_WRITE_README=1 dotnet test --filter ResultTable</c> writes it again.
/// </summary>
public class ResultTableTests
{
    private const string Begin = "<!-- results: written by ResultTableTests -->",
        End = "<!-- end of results -->";

    [Fact]
    public void TheTableIsMadeFromTheResults()
    {
        var path = Repository.In("README.md");
        var readme = File.ReadAllText(path);
        var (from, to) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= Begin.Length && to >= from);
        var table = Table();
        if (Environment.GetEnvironmentVariable("DEEPOPT_WRITE_README") == "1")
            File.WriteAllText(path, readme[..from] + table + readme[to..]);
        else
            Assert.Equal(table, readme[from..to]);
    }

    private static string Table()
    {
        var text = new StringBuilder(
            "\n\n| run | student | smaller than its teachers | baseline | **student** | teachers | gap closed | latency, student / "
                + "teachers |\n|---|--:|--:|--:|--:|--:|--:|--:|\n"
        );
        var notes = new StringBuilder();
        foreach (var record in Records())
        {
            ModelRecord Of(Role role) => record.Models.First(m => m.Role == role);
            var (student, baseline) = (Of(Role.Student), Of(Role.Baseline));
            var ensemble = record.Models.FirstOrDefault(m => m.Role == Role.Ensemble) ?? Of(Role.Teacher);
            text.Append(CultureInfo.InvariantCulture, $"| {record.Name} | {student.Parameters:#,0} parameters ")
                .Append(CultureInfo.InvariantCulture, $"| {(double)ensemble.Parameters / student.Parameters:0} × ")
                .Append(CultureInfo.InvariantCulture, $"| {Accuracy(baseline)} | **{Accuracy(student)}** | {Accuracy(ensemble)} ")
                .Append(CultureInfo.InvariantCulture, $"| {Closed(record.Gap)} ")
                .Append(CultureInfo.InvariantCulture, $"| {student.LatencyMsMedian:0.000} / {ensemble.LatencyMsMedian:0.00} ms |\n");
            notes.Append(
                CultureInfo.InvariantCulture,
                $"`{record.Name}`: {record.Dataset.Name}, test set of {record.Dataset.Test:#,0}, {Seeds(student)}; {record.Tool}; "
                    + $"{record.Machine}.\n"
            );
        }
        return $"{text}\n{notes}";
    }

    private static IEnumerable<RunRecord> Records() =>
        Directory
            .EnumerateFiles(Repository.In("students"), "results*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => RunFolder.ReadRecord(file) ?? throw new InvalidOperationException($"{file} is no record."));

    /// <summary>With its 95 % interval. A baseline that is as good as the teachers leaves no gap to close.</summary>
    private static string Closed(GapRecord? gap) =>
        gap switch
        {
            null => "no gap",
            { Low: { } low, High: { } high } => string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * gap.Closed:0} % ({100 * low:0} to {100 * high:0} %)"
            ),
            _ => "unknown: the gap may be chance",
        };

    private static string Accuracy(ModelRecord model)
    {
        var spread = model.AccuracyDeviation is { } deviation ? FormattableString.Invariant($" ± {100 * deviation:0.00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{100 * model.Accuracy:0.00}{spread} %");
    }

    private static string Seeds(ModelRecord model) =>
        model.Seeds.Count == 1 ? "one seed" : $"mean ± standard deviation over {model.Seeds.Count} seeds";
}
