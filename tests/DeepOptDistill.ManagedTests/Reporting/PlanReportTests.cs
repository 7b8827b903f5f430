using System.Text.Json;
using System.Xml.Linq;
using DeepOptDistill.Core.Plans;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The page of a plan: sound HTML, the same in every culture, every candidate in table and pictures.</summary>
public class PlanReportTests
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void IsTheSameInEveryCulture(string culture)
    {
        var html = PlanReport.Html(Sample);
        using var _ = new Cultures.Use(culture);
        Assert.Equal(html, PlanReport.Html(Sample));
    }

    [Fact]
    public void ShowsEveryCandidateAndTheTeacher()
    {
        var page = PageOf(PlanReport.Html(Sample));
        var rows = page.Descendants("tbody")
            .Single()
            .Elements("tr")
            .Select(row => row.Elements("td").Select(cell => cell.Value.Replace('\u00A0', ' ')).ToList())
            .ToList();
        Assert.Equal(["3", "1×16, 2×32", "24,000", "1.90 M", "0.020 ms", "12 ×", "20 ×", "yes"], rows[0]);
        Assert.Equal("student", page.Descendants("tbody").Single().Elements("tr").ElementAt(1).Attribute("class")!.Value);
        Assert.Equal("teacher-a", rows[^1][0]);
        var pictures = page.Descendants().Where(e => e.Name.LocalName == "svg").ToList();
        Assert.Equal(
            ["0.020", "0.060", "0.070"],
            Names(pictures[0])
                .Where(name => name.StartsWith("0.0", StringComparison.Ordinal) && name.Length == 5)
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains("teacher-a", Names(pictures[1]));
    }

    [Fact]
    public void SaysTheReasonAndTheLimits()
    {
        var text = PageOf(PlanReport.Html(Sample)).Value.Replace('\u00A0', ' ');
        Assert.Contains(Sample.Reason, text, StringComparison.Ordinal);
        Assert.Contains("Budget: 30,000 parameters, 0.3 ms", text, StringComparison.Ordinal);
        Assert.Contains("With 17, 19 convolutions", text, StringComparison.Ordinal);
    }

    [Fact]
    public void APlanOfOneCandidateHasAPicture() =>
        Assert.Contains(
            "<svg",
            PlanReport.Html(
                Sample with
                {
                    Candidates = [Sample.Proposed()],
                    DepthsBeyond = [],
                    Budget = new Budget { Macs = 5_000_000 },
                }
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void ARecordReadsBackAsItWasWritten()
    {
        var json = JsonSerializer.Serialize(Sample, RecordJson.Indented);
        Assert.Contains("\"depth\": 7", json, StringComparison.Ordinal);
        Assert.Equal(
            json,
            JsonSerializer.Serialize(JsonSerializer.Deserialize<StudentPlan>(json, RecordJson.Indented), RecordJson.Indented)
        );
    }

    private static XElement PageOf(string html) =>
        XElement.Parse(html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</body", StringComparison.Ordinal)]);

    private static IEnumerable<string> Names(XElement picture) =>
        picture.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value);

    private static StudentPlan Sample { get; } =
        new()
        {
            Teacher = new PlannedModel("teacher-a", 288_000, 29_100_000, 0.4),
            Images = [1, 28, 28],
            Classes = 10,
            Budget = new Budget { Parameters = 30_000, LatencyMs = 0.3 },
            Candidates =
            [
                new PlannedStudent([new(1, 16), new(2, 32)], 24_000, 1_900_000, 0.02) { OnFront = true },
                new PlannedStudent([new(3, 16), new(4, 24)], 28_000, 3_500_000, 0.06) { OnFront = true },
                new PlannedStudent([new(4, 8), new(5, 16)], 22_000, 3_400_000, 0.07),
            ],
            DepthsBeyond = [17, 19],
            Chosen = 7,
            Reason = "7 convolutions (3×16, 4×24): the deepest.",
            Machine = new Machine("A processor", 2, 24, "A system", "A runtime"),
            Tool = "1.0",
        };
}
