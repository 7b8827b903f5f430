using DeepOptDistill.Core;
using DeepOptDistill.EngineTests.Distillation;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Killed with SIGKILL at random moments and started again, a run ends with the same student, byte for byte.</summary>
public class KillTests
{
    private const int Kills = 5;

    private static readonly string[] Arguments =
    [
        "distill",
        "recipe.yaml",
        "--out",
        "run",
        "--targets",
        "targets",
        "--threads",
        "2",
        "--checkpoint-seconds",
        "0.1",
        "--set",
        "stages[0].epochs=10",
        "--set",
        "dataset.fashion-mnist-small.limit=4000",
    ];

    [Fact]
    public void AKilledRunEndsWithTheSameStudent()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        Tiny.Write(whole);
        Tiny.Write(parts);
        Assert.Equal(0, DeepOpt.Run(whole.Path, Arguments).Code);
        var random = new Seed(20260101).Stream();
        var killed = 0;
        for (var i = 0; i < Kills; i++)
            killed += Kill(parts, TimeSpan.FromSeconds(1.2 * random.NextDouble())) ? 1 : 0;
        Assert.True(killed >= Kills / 2, $"killed {killed} times");
        Assert.Equal(0, DeepOpt.Run(parts.Path, Arguments).Code);
        foreach (var file in new[] { "student.onnx", "baseline.onnx" })
            Assert.Equal(File.ReadAllBytes(whole.In("run", file)), File.ReadAllBytes(parts.In("run", file)));
        Assert.Equal(Targets(whole), Targets(parts));
        Assert.Empty(Directory.EnumerateFiles(parts.Path, "*.tmp*", SearchOption.AllDirectories));
    }

    /// <summary>Kills a run some time after it began to work; false if it came to its end before.</summary>
    private static bool Kill(TemporaryFolder folder, TimeSpan after)
    {
        using var process = DeepOpt.Start(folder.Path, Arguments);
        using var working = new ManualResetEventSlim();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => working.Set();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        working.Wait(TimeSpan.FromMinutes(1));
        if (process.WaitForExit(after))
            return false;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return true;
    }

    private static List<string> Targets(TemporaryFolder folder) =>
        [
            .. Directory
                .EnumerateFiles(folder.In("targets"), "*.npy", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetFileName(file)} {ContentHash.OfFile(file)}"),
        ];
}
