using DeepOptDistill.Cli.Terminal;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Messages on a terminal: whole words, and commands that can be copied.</summary>
public class WrappedTests
{
    private const string Command = "'deepopt init TABLE.csv --out a-rather-long-name.yaml'";

    private const string Text =
        $"photos/recipe.yaml:3:5: found 'taylor'; expected a kind that is built in. For a table run " + $"{Command}, and choose.";

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void WordsAndQuotesStayWhole(int width)
    {
        string[] lines = [.. Wrapped.Message(Text, width)];
        Assert.True(lines.Length > 1);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(Command, StringComparison.Ordinal));
        Assert.Equal(Text, string.Join(' ', lines.Select(line => line.Trim())));
    }

    /// <summary>A number is not told from its sign by the end of a line.</summary>
    [Fact]
    public void PercentSignsStayWithTheirNumbers() =>
        Assert.All(
            Enumerable.Range(20, 30),
            width =>
                Assert.DoesNotContain(
                    Wrapped.Message("the student has 91.75 % here and 89.70 % there", width),
                    line => line.TrimStart().StartsWith('%')
                )
        );

    [Fact]
    public void AQuoteThatNeverEndsIsNotLost() => Assert.Equal(["found 'a b c"], Wrapped.Message("found 'a b c", 80));
}
