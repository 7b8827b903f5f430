using System.Diagnostics;
using DeepOptDistill.Cli.Terminal;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>A command of a report is what a shell takes as the same words.</summary>
public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("deepopt", "distill", "my dir/k d.yaml", "--set", "stages[0].loss=[ { logit-regression: { normalized: true } } ]")]
    [InlineData("it's", "$HOME", "a\"b", "*", "", "x;y", "--seed", "5")]
    public void AShellReadsTheSameWords(params string[] words)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"printf '%s\\n' {ShellWords.Of(words)}"]) { RedirectStandardOutput = true }
        )!;
        Assert.Equal(string.Concat(words.Select(word => word + "\n")), shell.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void PlainWordsStayPlain() =>
        Assert.Equal(
            "deepopt distill students/thin-deep-15k/quick.yaml --out run --seed 5",
            ShellWords.Of(["deepopt", "distill", "students/thin-deep-15k/quick.yaml", "--out", "run", "--seed", "5"])
        );
}
