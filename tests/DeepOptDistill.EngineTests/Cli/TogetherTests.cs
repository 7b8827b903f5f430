using DeepOptDistill.Core;
using DeepOptDistill.EngineTests.Distillation;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Runs that are started together over one target store all end well, with the same student.</summary>
public class TogetherTests
{
    private const int Runs = 4;

    [Fact]
    public async Task FourRunsShareAStoreThatNoneHasFilledAndOneThatIsWhole()
    {
        using var folder = new TemporaryFolder();
        Tiny.Write(folder);
        var students = (await Together(folder, "first")).Concat(await Together(folder, "second"));
        Assert.Single(students.Distinct());
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp*", SearchOption.AllDirectories));
    }

    /// <summary>Hashes of the students of runs that were started at once.</summary>
    private static async Task<IEnumerable<string>> Together(TemporaryFolder folder, string name)
    {
        var codes = await Task.WhenAll(
            Enumerable
                .Range(0, Runs)
                .Select(run =>
                    Task.Run(() =>
                        DeepOpt.Run(
                            folder.Path,
                            "distill",
                            "recipe.yaml",
                            "--out",
                            $"{name}-{run}",
                            "--targets",
                            "targets",
                            "--threads",
                            "1",
                            "--set",
                            "stages[0].epochs=1",
                            "--set",
                            "dataset.fashion-mnist-small.limit=300",
                            "--set",
                            "dataset.fashion-mnist-small.validation=100"
                        )
                    )
                )
        );
        Assert.All(codes, ended => Assert.True(ended.Code == 0, ended.Errors));
        return Enumerable.Range(0, Runs).Select(run => ContentHash.OfFile(folder.In($"{name}-{run}", "student.onnx")));
    }

    [Fact]
    public async Task FourReportsOfOneRunAllEndWell()
    {
        using var folder = new TemporaryFolder();
        File.Copy(
            Directory
                .EnumerateFiles(Repository.In("students"), "record.json", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Repository.In("students"), "*.json", SearchOption.AllDirectories))
                .First(),
            folder.In("record.json")
        );
        var codes = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => Task.Run(() => DeepOpt.Run(folder.Path, "report", "."))));
        Assert.All(codes, ended => Assert.True(ended.Code == 0, ended.Errors));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, ".deepopt-*"));
    }
}
