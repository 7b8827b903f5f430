// README: library
using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Reporting;

// README: end

namespace DeepOptDistill.EngineTests.Readme;

/// <summary>The library example of the README is this file's marked lines, and it runs.</summary>
public class LibraryExampleTests
{
    [Fact]
    public void TheExampleRuns()
    {
        using var folder = new TemporaryFolder();
        Distillation.Tiny.Write(folder);
        var (recipeFile, workplace, cancel) = (folder.In("recipe.yaml"), Distillation.Tiny.Place(folder), CancellationToken.None);
        var printed = new List<string>();
        var outFolder = folder.In("run");
        // README: library
        var distiller = new Distiller(workplace);
        CheckedRecipe recipe = distiller.Check(recipeFile, overrides: ["stages[0].epochs=1"], warn: printed.Add);
        var record = distiller.Run(
            recipe,
            new RunOptions
            {
                Out = outFolder,
                Warn = printed.Add,
                Progress = new Progress<Progress>(p => printed.Add($"{p.Task}: {p.Done} of {p.Total} {p.Unit}, {p.Note}")),
            },
            cancel
        );
        printed.AddRange(Report.Summary(record));
        foreach (var model in record.Models)
            printed.Add($"{model.Name}: {model.Accuracy:P2}, {model.Parameters} parameters");
        // README: end
        Assert.True(printed.Count >= record.Models.Count);
    }

    [Fact]
    public void TheReadmeShowsTheseLines()
    {
        var source = File.ReadAllLines(Repository.In("tests", "DeepOptDistill.EngineTests", "Readme", "LibraryExampleTests.cs"));
        var readme = File.ReadAllText(Repository.In("README.md"));
        var shown = false;
        foreach (var line in source.Select(line => line.Trim()))
        {
            if (line.StartsWith("// README: ", StringComparison.Ordinal))
                shown = line.EndsWith("library", StringComparison.Ordinal);
            else if (shown)
                Assert.Contains(line, readme, StringComparison.Ordinal);
        }
    }
}
