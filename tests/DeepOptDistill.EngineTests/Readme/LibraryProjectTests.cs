using System.Diagnostics;
using DeepOptDistill.EngineTests.Distillation;

namespace DeepOptDistill.EngineTests.Readme;

/// <summary>
/// A console project in another place, written as the README says, builds and distils with the prepared engine; without the line it is
/// refused in words.
/// </summary>
public sealed class LibraryProjectTests : IDisposable
{
    private const string Program = """
        using DeepOptDistill.Core.Problems;
        using DeepOptDistill.Distillation.Recipes;
        using DeepOptDistill.Distillation.Runs;

        try
        {
            var distiller = new Distiller(new Workplace { Roots = [args[1]] });
            var record = distiller.Run(distiller.Check(args[0], overrides: ["stages[0].epochs=1"]), new RunOptions { Out = "run" });
            Console.WriteLine($"distilled {record.Models.Count} models");
        }
        catch (InputException e)
        {
            Console.WriteLine(e.Message);
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, "distilled 5 models")]
    [InlineData(false, "needs the line <Import Project=")]
    public void AProjectElsewhereDistils(bool imports, string said)
    {
        Tiny.Write(folder);
        File.WriteAllText(folder.In("Program.cs"), Program);
        File.WriteAllText(folder.In("mine.csproj"), Project(imports));
        var (built, output) = Run("build", "-c", "Release", "-v", "q", "--nologo");
        Assert.True(built == 0, output);
        var (ran, printed) = Run(folder.In("bin", "Release", "net10.0", "mine.dll"), folder.In("recipe.yaml"), Repository.Root);
        Assert.Contains(said, printed, StringComparison.Ordinal);
        Assert.Equal(0, ran);
    }

    private static string Project(bool imports) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{Repository.In("src", "DeepOptDistill.Distillation", "DeepOptDistill.Distillation.csproj")}" />
              </ItemGroup>
              {(imports ? $"<Import Project=\"{Repository.In("src", "Native", "Native.targets")}\" />" : "")}
            </Project>
            """;

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
