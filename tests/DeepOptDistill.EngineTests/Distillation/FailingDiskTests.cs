using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// A disk that is full or cannot be written ends the run with a clear answer; with room again it goes on and ends as it would have.
/// </summary>
public class FailingDiskTests
{
    [Fact]
    public void AFolderThatCannotBeWrittenIsRefused()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var error = Assert.Throws<InputException>(() =>
            distiller.Run(distiller.Check(Tiny.Write(folder), Purpose.Train), new RunOptions { Out = "/proc/deepopt" })
        );
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFullDiskFailsTheRunAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(Tiny.Write(folder), Purpose.Train);
        var whole = distiller.Run(recipe, new RunOptions { Out = folder.In("whole"), Threads = 2 });

        // A folder in the place of the checkpoint: the disk refuses it as it refuses one for want of room.
        Directory.CreateDirectory(folder.In("run", "checkpoints", "student-3.safetensors", "in the way"));
        var error = Assert.Throws<RunFailedException>(() => distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 2 }));
        Assert.Contains("student-3.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains("Make room", error.Problem.Remedy, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.In("run", "student.onnx")));
        Assert.False(File.Exists(folder.In("run", "record.json")));

        Directory.Delete(folder.In("run", "checkpoints", "student-3.safetensors"), recursive: true);
        var again = distiller.Run(recipe, new RunOptions { Out = folder.In("run"), Threads = 2 });
        Assert.Equal(whole.Models[^1].Seeds[0].Hash, again.Models[^1].Seeds[0].Hash);
    }
}
