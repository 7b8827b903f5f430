using System.Runtime.CompilerServices;

namespace DeepOptDistill.ManagedTests.House;

/// <summary>What keeps the sources readable: lines that fit a screen.</summary>
public sealed class LineTests
{
    private const int Longest = 140;

    /// <summary>CSharpier breaks what it can; a text or a comment is broken by hand.</summary>
    [Fact]
    public void NoLineIsLongerThanAScreen()
    {
        var files = Sources().ToList();
        Assert.InRange(files.Count, 1000, 100_000);
        Assert.Empty(
            files.SelectMany(file =>
                File.ReadLines(file)
                    .Select((line, at) => (line.Length, Place: $"{file}:{at + 1}"))
                    .Where(line => line.Length > Longest)
                    .Select(line => line.Place)
            )
        );
    }

    private static IEnumerable<string> Sources([CallerFilePath] string test = "") =>
        new[] { "src", "tests" }
            .Select(folder => Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
