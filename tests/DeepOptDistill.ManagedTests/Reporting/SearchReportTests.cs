using System.Text.Json;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The page of a search: the same in every culture, advice first, a surface where there is one.</summary>
public sealed class SearchReportTests
{
    [Fact]
    public void MarkdownIsTheCommittedText() => Golden.Matches("search.md", SearchReport.Markdown(Sample));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void IsTheSameInEveryCulture(string culture)
    {
        var html = SearchReport.Html(Sample);
        using var _ = new Cultures.Use(culture);
        Assert.Equal(html, SearchReport.Html(Sample));
    }

    [Fact]
    public void DrawnSettingsHaveNoSurface() =>
        Assert.DoesNotContain(
            "Surface",
            SearchReport.Markdown(Sample with { Axes = [Sample.Axes[0], Sample.Axes[1] with { Values = [] }] }),
            StringComparison.Ordinal
        );

    [Fact]
    public void ARecordReadsBackAsItWasWritten()
    {
        var json = JsonSerializer.Serialize(Sample, RecordJson.Indented);
        Assert.Equal(
            json,
            JsonSerializer.Serialize(JsonSerializer.Deserialize<SearchRecord>(json, RecordJson.Indented), RecordJson.Indented)
        );
    }

    private static SearchRecord Sample { get; } =
        new()
        {
            Recipe = "student/recipe",
            Dataset = "some-images",
            Samples = 5000,
            Axes = [new SearchAxisRecord("temperature", ["1", "4"], "1,4"), new SearchAxisRecord("mix", ["mean-logits"], "mean-logits")],
            Trials =
            [
                new SearchTrialRecord([], 1, 2, 7, 0.8, 0.6, null),
                new SearchTrialRecord(["1", "mean-logits"], 1, 2, 7, 0.7, 0.9, null),
                new SearchTrialRecord(["4", "mean-logits"], 1, 2, 7, null, null, "a loss of NaN"),
                new SearchTrialRecord([], 2, 6, 7, 0.9, 0.3, null),
                new SearchTrialRecord(["1", "mean-logits"], 2, 6, 7, 0.91, 0.29, null),
            ],
            Finalists = [new FinalistRecord(["1", "mean-logits"], 0.91, 0.002, 3), new FinalistRecord([], 0.9, 0.003, 3)],
            Advice = "Set temperature=1, mix=mean-logits.",
            Machine = new Machine("A processor", 2, 24, "A system", "A runtime"),
            Tool = "1.0",
            Command = "deepopt search student/recipe",
            Seconds = 125,
        };
}
