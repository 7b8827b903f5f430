using System.Runtime.CompilerServices;
using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The studies whose results are committed: full runs, each report the one of its record.</summary>
public class CommittedStudyTests
{
    public static IEnumerable<object[]> Studies() =>
        Directory.EnumerateDirectories(Folder()).Select(folder => new object[] { Path.GetFileName(folder) });

    [Theory]
    [MemberData(nameof(Studies))]
    public void ReportIsThatOfTheRecord(string name)
    {
        var record = JsonSerializer.Deserialize<StudyRecord>(
            File.ReadAllText(Path.Combine(Folder(), name, "record.json")),
            RecordJson.Indented
        )!;
        Assert.Equal(name, record.Name);
        Assert.False(record.Quick);
        // An hour on a quiet machine; a record may have been made beside other work.
        Assert.True(record.Seconds is > 10 and < 60 * 60);
        Assert.All(
            record.Trials.GroupBy(trial => trial.Arm).Where(arm => arm.First().Seed < 11),
            arm => Assert.Equal(arm.Key.StartsWith("teacher", StringComparison.Ordinal) ? 1 : 3, arm.Count())
        );
        Assert.Equal(File.ReadAllText(Path.Combine(Folder(), name, "report.md")), StudyReport.Markdown(record));
    }

    [Fact]
    public void AllAreThere() =>
        Assert.Equal(
            [
                "activations",
                "batch-norm",
                "depth",
                "ensemble",
                "fitnets-mnist",
                "hinton-mnist",
                "initialization",
                "mimic",
                "optimizers",
                "specialists",
                "tabular",
                "whitening",
            ],
            Studies().Select(s => (string)s[0]).Order()
        );

    private static string Folder([CallerFilePath] string test = "") =>
        Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", "scripts", "studies");
}
