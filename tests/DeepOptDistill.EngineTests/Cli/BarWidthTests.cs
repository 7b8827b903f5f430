using DeepOptDistill.Cli.Terminal;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>A line of the live display fits the terminal: words, bar, share of four characters, clock of eight, and spaces.</summary>
public sealed class BarWidthTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(200)]
    public void ALineFits(int columns)
    {
        var words = ConsoleProgress.Fitted(new string('w', 300), ConsoleProgress.DescriptionWidth(columns));
        Assert.InRange(words.Length + 1 + ConsoleProgress.BarWidth(columns) + 1 + 4 + 1 + 8 + 1 + 1, columns / 2, columns - 1);
        Assert.EndsWith("w…", words, StringComparison.Ordinal);
        Assert.Equal("short", ConsoleProgress.Fitted("short", 5));
    }
}
