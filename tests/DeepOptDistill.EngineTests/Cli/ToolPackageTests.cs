using System.Diagnostics;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>The package of the command, installed from a folder into an empty place, does its work there.</summary>
public sealed class ToolPackageTests : IDisposable
{
    /// <summary>What a feed of packages takes: GitHub's and NuGet's limit is 250 MB.</summary>
    private const long MostBytes = 240_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnInstalledToolDistils()
    {
        var project = Repository.In("src", "DeepOptDistill.Cli");
        Run("dotnet", "pack", project, "-c", "Release", "--no-build", "-o", folder.In("packages"), "--nologo");
        var package = new FileInfo(Assert.Single(Directory.GetFiles(folder.In("packages"), "deepopt.*.nupkg")));
        Assert.InRange(package.Length, 1, MostBytes);
        // Nothing comes from elsewhere, and nothing stays in the machine's cache of packages.
        File.WriteAllText(
            folder.In("nuget.config"),
            $"<configuration><packageSources><clear />"
                + $"<add key=\"here\" value=\"{folder.In("packages")}\" /></packageSources></configuration>"
        );
        Run("dotnet", "tool", "install", "deepopt", "--tool-path", folder.In("tool"), "--configfile", folder.In("nuget.config"));
        var tool = folder.In("tool", "deepopt");
        Assert.StartsWith("0.1.0", Run(tool, "--version"), StringComparison.Ordinal);
        Assert.Contains("287,722 parameters", Run(tool, "inspect", "fashion-cnn-a"), StringComparison.Ordinal);
        Run(tool, "init", "fashion-mnist-small", "fashion-cnn-a");
        string[] few = ["--set", "stages[0].epochs=1", "--set", "views=1", "--set", "dataset.fashion-mnist-small.limit=300"];
        Assert.Contains("The student answers", Run(tool, ["distill", "recipe.yaml", "--out", "run", .. few]), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.In("run", "student.onnx")));
    }

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()
        )
            start.Environment.Remove(variable);
        start.Environment.Remove("DEEPOPT_DATA");
        start.Environment["NUGET_PACKAGES"] = folder.In("cache");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors.Result}");
        return output;
    }
}
