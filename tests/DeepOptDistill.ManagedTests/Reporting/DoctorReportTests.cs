using System.Text.Json;
using System.Xml.Linq;
using DeepOptDistill.Core.Ensembles;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Studies;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The page of a diagnosis: sound HTML, the same in every culture, advice first.</summary>
public sealed class DoctorReportTests
{
    [Fact]
    public void MarkdownIsTheCommittedText() => Golden.Matches("doctor.md", DoctorReport.Markdown(Sample));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void IsTheSameInEveryCulture(string culture)
    {
        var (html, markdown) = (DoctorReport.Html(Sample), DoctorReport.Markdown(Sample));
        using var _ = new Cultures.Use(culture);
        Assert.Equal(html, DoctorReport.Html(Sample));
        Assert.Equal(markdown, DoctorReport.Markdown(Sample));
    }

    [Fact]
    public void ThePageHasBothPictures()
    {
        var html = DoctorReport.Html(Sample);
        var page = XElement.Parse(html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</body", StringComparison.Ordinal)]);
        Assert.Equal(2, page.Descendants().Count(e => e.Name.LocalName == "svg"));
    }

    [Fact]
    public void ATeacherAloneHasAPageToo()
    {
        var alone = Sample with
        {
            Teachers = [Sample.Teachers[0] with { AccuracyGain = null, LikelihoodGain = null }],
            Pairs = [],
            Subsets = [Sample.Subsets[0]],
            Reliability = [],
        };
        Assert.DoesNotContain("How they agree", DoctorReport.Html(alone), StringComparison.Ordinal);
    }

    [Fact]
    public void ARecordReadsBackAsItWasWritten()
    {
        var json = JsonSerializer.Serialize(Sample, RecordJson.Indented);
        Assert.Equal(
            json,
            JsonSerializer.Serialize(JsonSerializer.Deserialize<EnsembleDiagnosis>(json, RecordJson.Indented), RecordJson.Indented)
        );
    }

    private static EnsembleDiagnosis Sample { get; } =
        new()
        {
            Recipe = "student/recipe",
            Dataset = "some-images",
            Samples = 5000,
            Teachers =
            [
                new TeacherDiagnosis
                {
                    Name = "a",
                    Fit = new(0.93, 0.2, 0.012),
                    Temperature = 1.1,
                    Macs = 29_100_000,
                    LatencyMs = 0.3,
                    TimeShare = 0.6,
                    AccuracyGain = new(0.005, 0.001, 0.009),
                    LikelihoodGain = new(0.01, 0.004, 0.016),
                },
                new TeacherDiagnosis
                {
                    Name = "b",
                    Fit = new(0.91, 0.3, 0.05),
                    Temperature = 2.5,
                    Macs = 900,
                    LatencyMs = 0.2,
                    TimeShare = 0.4,
                    AccuracyGain = new(-0.0005, -0.002, 0.001),
                    LikelihoodGain = new(-0.02, -0.03, -0.01),
                    Findings = ["It is never sure."],
                },
            ],
            Pairs = [new PairDiagnosis("a", "b", 0.08, 0.45)],
            Oracle = 0.96,
            Unanimous = 0.88,
            Rules =
            [
                new RuleDiagnosis("mean-probabilities", false, new(0.935, 0.21, 0.03), new(0, 0, 0), [], true),
                new RuleDiagnosis("stacking", true, new(0.936, 0.19, 0.01), new(0.02, 0.01, 0.03), [0.9, 0.1], false),
            ],
            Subsets =
            [
                new SubsetDiagnosis(["a"], new(0.93, 0.2, 0.012), 0.3),
                new SubsetDiagnosis(["a", "b"], new(0.935, 0.21, 0.03), 0.5),
            ],
            Reliability = [new LineRecord("a", [new(0.5, 0.48, 0.48, 0.48), new(0.98, 0.97, 0.97, 0.97)]), new LineRecord("b", [])],
            Advice =
            [
                new AdviceRecord("Drop b: it takes 40 % of the time.", "teachers: [{ name: a }]"),
                new AdviceRecord("Something else.", ""),
            ],
            Machine = new Machine("A processor", 2, 24, "A system", "A runtime"),
            Tool = "1.0",
            Command = "deepopt doctor student/recipe",
        };
}
