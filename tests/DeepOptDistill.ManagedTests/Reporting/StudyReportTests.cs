using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The report of a study: golden Markdown, sound HTML, the same in every culture, lines that share no place.</summary>
public class StudyReportTests
{
    [Fact]
    public void MarkdownIsAsCommitted() => Golden.Matches("study.md", StudyReport.Markdown(Sample));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void IsTheSameInEveryCulture(string culture)
    {
        var (html, markdown) = (StudyReport.Html(Sample), StudyReport.Markdown(Sample));
        using var _ = new Cultures.Use(culture);
        Assert.Equal(html, StudyReport.Html(Sample));
        Assert.Equal(markdown, StudyReport.Markdown(Sample));
    }

    [Fact]
    public void EveryLineIsDrawnAndNamedApart()
    {
        var svg = XDocument
            .Parse(
                StudyReport.Html(Sample)[
                    StudyReport.Html(Sample).IndexOf("<main", StringComparison.Ordinal)..StudyReport
                        .Html(Sample)
                        .IndexOf("</body", StringComparison.Ordinal)
                ]
            )
            .Descendants()
            .First(e => e.Name.LocalName == "svg");
        var names = svg.Descendants()
            .Where(e => e.Name.LocalName == "text" && Sample.Charts[0].Lines.Any(line => line.Name == e.Value))
            .ToList();
        Assert.Equal(10, names.Count);
        var heights = names.Select(Height).Order().ToList();
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First > 12, $"{pair}"));
        Assert.All(heights, height => Assert.InRange(height, 0, 380));
    }

    [Fact]
    public void ARecordReadsBackAsItWasWritten()
    {
        var json = JsonSerializer.Serialize(Sample, RecordJson.Indented);
        Assert.Equal(
            json,
            JsonSerializer.Serialize(JsonSerializer.Deserialize<StudyRecord>(json, RecordJson.Indented), RecordJson.Indented)
        );
    }

    private static double Height(XElement text)
    {
        var transform = text.Attribute("transform")?.Value;
        return transform is not null && transform.Contains("translate", StringComparison.Ordinal)
            ? double.Parse(transform.Split('(')[1].Split(')')[0].Split(',', ' ')[1], CultureInfo.InvariantCulture)
            : double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture);
    }

    private static StudyRecord Sample { get; } =
        new()
        {
            Name = "sample",
            Question = "does it work",
            Answer = "It works in 120 (100 to 140) steps.",
            Setup = ["A network, trained."],
            Claims = [new ClaimRecord("steps", "14 × fewer", "3.2 ×", "Somebody 2015")],
            Tables =
            [
                new TableRecord(
                    "By arm",
                    ["arm", "steps"],
                    [
                        ["plain", "never"],
                        ["better | best", "120"],
                    ]
                ),
            ],
            Charts =
            [
                new ChartRecord(
                    "Loss",
                    "steps",
                    "loss",
                    false,
                    true,
                    [
                        .. Enumerable
                            .Range(0, 10)
                            .Select(i => new LineRecord(
                                $"arm number {i}",
                                [new LinePoint(10, 2, 1.9, 2.2), new LinePoint(20, 0.5, 0.4, 0.6)]
                            )),
                    ]
                ),
            ],
            Trials =
            [
                new TrialRecord
                {
                    Arm = "plain",
                    Seed = 1,
                    Points = [new TrialPoint(10, 0.5, 2.1, 2, 0.25)],
                    Failure = "a loss that is not finite",
                },
            ],
            Quick = false,
            Command = "deepopt study sample",
            Tool = "0.1.0",
            Finished = "2026-01-02T03:04:05Z",
            Seconds = 61.5,
            Machine = new Machine("Processor", 2, 8, "System", ".NET"),
            Notes = ["A note."],
        };
}
