using DeepOptDistill.EngineTests.Cli;

namespace DeepOptDistill.EngineTests.Docs;

/// <summary>Every command of the tutorial, one after the other in an empty folder, does what is said of it.</summary>
public sealed class TutorialTests : IDisposable
{
    /// <summary>One pass over few images: the tutorial's own figures take minutes.</summary>
    private static readonly string[] Short =
    [
        "--set",
        "stages[0].epochs=1",
        "--set",
        "views=1",
        "--set",
        "dataset.fashion-mnist-small.limit=500",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryCommandRuns()
    {
        var commands = Commands().ToList();
        Assert.Equal(["inspect", "init", "check", "doctor", "distill", "evaluate", "inspect"], commands.Select(command => command[0]));
        foreach (var command in commands)
        {
            string[] asked = command[0] is "check" or "doctor" or "distill" ? [.. command, .. Short] : command;
            var (code, output, errors) = DeepOpt.Run(folder.Path, asked);
            Assert.True(code == 0, $"deepopt {string.Join(' ', asked)}: {errors}");
            Assert.Contains(Said(command), output + errors, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(folder.In("run", "report.html")) && File.Exists(folder.In("examined", "doctor.html")));
    }

    /// <summary>What the tutorial says of a command's output.</summary>
    private static string Said(string[] command) =>
        command switch
        {
            ["inspect", "fashion-cnn-a", ..] => "nothing wrong was found",
            ["init", ..] => "Wrote recipe.yaml",
            ["check", ..] => "stage distill",
            ["doctor", ..] => "fashion-residual-b",
            ["distill", ..] => "The student answers",
            ["evaluate", ..] => "Measured on the 2,000 test images",
            _ => "parameters",
        };

    private static IEnumerable<string[]> Commands()
    {
        var isCode = false;
        foreach (var line in File.ReadLines(Repository.In("src", "docs", "tutorial.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (isCode && line.StartsWith("deepopt ", StringComparison.Ordinal))
                yield return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        }
    }
}
