using DeepOptDistill.Cli.Terminal;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Whatever the width of the terminal, no number and no name is broken, and no line is longer.</summary>
public class SheetTests
{
    private static readonly Sheet Models = new(
        ["model", "role", "parameters", "MACs", "bytes", "accuracy", "95 % interval", "latency"],
        [
            [
                "fashion-residual-b",
                "teacher",
                "at least 1,199,882",
                "123,345,678",
                "4,812,345",
                "93.18 %",
                "92.67 % to 93.66 %",
                "0.412 ms",
            ],
            ["student", "student", "33,488", "–", "140,112", "93.45 ± 0.10 %", "92.95 % to 93.92 %", "0.042 ms"],
        ],
        LeftColumns: 2
    );

    private static readonly Sheet Kinds = new(
        ["family", "kind", "what it is"],
        [
            [
                "losses",
                "logit-standardization",
                "T²·KL of logits with mean 0 and deviation 1 in each image, which is a sentence that has no end",
            ],
            ["blocks", "global-average-pool", "mean of each map: C×H×W → C"],
        ],
        LeftColumns: 3
    );

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(160)]
    public void NumbersAndNamesStayWhole(int width)
    {
        foreach (var sheet in new[] { Models, Kinds })
        {
            var text = sheet.For(width);
            Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
            foreach (var cell in sheet.Rows.SelectMany(row => row).Where(cell => cell.Length <= 24))
                Assert.Contains(cell, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ATableThatDoesNotFitIsAStackOfRows()
    {
        var lines = Models.For(80).Trim('\n').Split('\n');
        Assert.Equal(" fashion-residual-b", lines[0]);
        Assert.StartsWith("   role teacher · parameters at least 1,199,882 · ", lines[1], StringComparison.Ordinal);
        Assert.Contains(Kinds.For(80).Split('\n'), line => line.StartsWith("  family   kind", StringComparison.Ordinal));
    }

    [Fact]
    public void ALogHasARowInALine() =>
        Assert.Contains(
            Models.ForLog(100).Split('\n'),
            line => line.Contains("student", StringComparison.Ordinal) && line.Contains("0.042 ms", StringComparison.Ordinal)
        );
}
