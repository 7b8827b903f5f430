using System.Diagnostics;
using DeepOptDistill.EngineTests.Distillation;

namespace DeepOptDistill.EngineTests.Readme;

/// <summary>
/// A console project in another place, written as the documentation says, builds and distils with the prepared engine; without the line
/// it is refused in words.
/// </summary>
public sealed class LibraryProjectTests : IDisposable
{
    private const string AsItIs = "distiller.Run(recipe,",
        OwnLoss = "distiller.Run(Focal.In(distiller, \"recipe.yaml\"),";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, "The student answers ")]
    [InlineData(false, "needs the line <Import Project=")]
    public void AProjectElsewhereDistils(bool imports, string said)
    {
        Tiny.Write(folder);
        File.WriteAllText(folder.In("Program.cs"), Shown("csharp").Replace(AsItIs, imports ? OwnLoss : AsItIs, StringComparison.Ordinal));
        File.WriteAllText(folder.In("Focal.cs"), Shown("csharp", 1));
        File.WriteAllText(folder.In("mine.csproj"), Project(imports));
        var (built, output) = Run("build", "-c", "Release", "-v", "q", "--nologo");
        Assert.True(built == 0, output);
        var (ran, printed) = Run(folder.In("bin", "Release", "net10.0", "mine.dll"));
        Assert.Contains(said, printed, StringComparison.Ordinal);
        Assert.Equal(0, ran);
        Assert.Equal(imports, printed.Contains("fashion-cnn-a: ", StringComparison.Ordinal));
    }

    /// <summary>What the page shows, with the repository where it is here; links in place of copies of libtorch.</summary>
    private static string Project(bool imports)
    {
        var shown = Shown("xml")
            .Replace("../DeepOptDistill/", Repository.Root + "/", StringComparison.Ordinal)
            .Replace(
                "</PropertyGroup>",
                "<CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible></PropertyGroup>",
                StringComparison.Ordinal
            );
        var import = shown.Split('\n').Single(line => line.Contains("<Import ", StringComparison.Ordinal));
        return imports ? shown : shown.Replace(import, "", StringComparison.Ordinal);
    }

    /// <summary>One of the page's blocks of a language.</summary>
    private static string Shown(string language, int place = 0)
    {
        var page = File.ReadAllText(Repository.In("src", "docs", "library.md"));
        var block = page.Split($"```{language}\n")[1 + place];
        return block[..block.IndexOf("```", StringComparison.Ordinal)];
    }

    private (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder.Path, RedirectStandardOutput = true };
        foreach (
            var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()
        )
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
