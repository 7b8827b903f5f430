using DeepOptDistill.Reporting.Pages;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Text of a report is text in Markdown too: no link, note or box is made of it, and a line of YAML stays one.</summary>
public sealed class MarkdownMarkTests
{
    [Theory]
    [InlineData("output: { classes: [shirt, none] }", "output: { classes: [shirt, none] }")]
    [InlineData("[a](b)", "[a\\](b)")]
    [InlineData("[a][b]", "[a\\][b]")]
    [InlineData("[a]: b", "[a\\]: b")]
    [InlineData("[^1]", "\\[^1]")]
    [InlineData("[x] done", "\\[x] done")]
    [InlineData("test_share of _this_", "test_share of \\_this\\_")]
    public void OnlyMarksAreTakenAway(string text, string written) =>
        Assert.Contains(
            $"\n- {written}\n",
            MarkdownPage.Of(new Document("k", "t", "s", [new Chapter("c", [new Points([text])])])),
            StringComparison.Ordinal
        );
}
