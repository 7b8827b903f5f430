using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>The whole report of the sample run, letter for letter, in three cultures.</summary>
public sealed class ReportGoldenTests
{
    private static readonly Dictionary<string, Func<RunRecord, string>> Formats = new()
    {
        ["report.html"] = Report.Html,
        ["report.md"] = Report.Markdown,
        ["report.json"] = Report.Json,
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var format in Formats.Keys)
            foreach (var culture in new[] { "invariant", "de-DE", "tr-TR" })
                cases.Add(format, culture);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_report_is_the_same_text_in_every_culture(string format, string culture)
    {
        using (new Cultures.Use(culture))
            Golden.Matches(format, Formats[format](SampleRun.Record));
    }
}
