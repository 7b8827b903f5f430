using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>What happens to a run's folder behind its back is told as what it is.</summary>
public sealed class LostRunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Its input was right: the run failed.</summary>
    [Fact]
    public void AFolderThatIsDeletedUnderARunFailsIt()
    {
        var distiller = new Distiller(Tiny.Place(folder));
        var recipe = distiller.Check(Tiny.Write(folder), overrides: ["stages[0].epochs=1", "dataset.fashion-mnist-small.limit=300"]);
        var options = new RunOptions
        {
            Out = folder.In("run"),
            Threads = 1,
            Progress = new Deleting(folder.In("run")),
        };
        var failed = Assert.Throws<RunFailedException>(() => distiller.Run(recipe, options));
        Assert.StartsWith(folder.In("run"), failed.Problem.Where, StringComparison.Ordinal);
    }

    /// <summary>In the plain words, not in those of the system: a folder in use, and one that is none.</summary>
    [Fact]
    public void AFolderThatCannotBeTakenIsSaid()
    {
        using var run = RunFolder.Open(folder.In("run"), new string('a', 64));
        var taken = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), new string('a', 64))).Problems[0];
        Assert.Equal(
            FormattableString.Invariant($"a folder that process {Environment.ProcessId} on {Environment.MachineName} uses"),
            taken.Found
        );
        File.WriteAllText(folder.In("file"), "");
        var none = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("file", "run"), new string('a', 64))).Problems[0];
        Assert.Equal(($"the file {folder.In("file")}", "a folder that can be written"), (none.Found, none.Expected));
    }

    /// <summary>A run is not mixed with somebody's files; what the doctor wrote there before is the run's.</summary>
    [Fact]
    public void AFolderOfOtherFilesIsRefused()
    {
        Directory.CreateDirectory(folder.In("run"));
        File.WriteAllText(folder.In("run", "doctor.html"), "");
        RunFolder.Open(folder.In("run"), new string('a', 64)).Dispose();
        Directory.CreateDirectory(folder.In("photos"));
        File.WriteAllText(folder.In("photos", "student.onnx"), "mine");
        var refused = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("photos"), new string('a', 64))).Problems[0];
        Assert.Equal("a folder that holds other files (student.onnx)", refused.Found);
        Assert.Equal([folder.In("photos", "student.onnx")], Directory.GetFileSystemEntries(folder.In("photos")));
    }

    /// <summary>A run that begins anew deletes what runs write, files between steps too, and nothing that somebody put below.</summary>
    [Fact]
    public void BeginningAnewLeavesWhatIsSomebodyElses()
    {
        RunFolder.Open(folder.In("run"), new string('a', 64)).Dispose();
        string[] own = ["doctor.html", "seeds/student-2.onnx", "finish/student-1/0-trained.onnx", "finish/student-1/0-trained.yaml"];
        string[] others = ["seeds/mine/kept.onnx", "finish/student-1/mine/kept.onnx", "finish/student-1/notes.txt"];
        foreach (var file in own.Concat(others))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.In("run", file))!);
            File.WriteAllText(folder.In("run", file), "");
        }
        RunFolder.Open(folder.In("run"), new RunIdentity(new string('b', 64), []), overwrite: true).Dispose();
        Assert.All(own, file => Assert.False(File.Exists(folder.In("run", file)), file));
        Assert.All(others, file => Assert.True(File.Exists(folder.In("run", file)), file));
    }

    [Fact]
    public void ANetworkThatIsGoneIsNamed()
    {
        using var run = RunFolder.Open(folder.In("run"), new string('a', 64));
        var failed = Assert.Throws<RunFailedException>(() => run.CheckKept(["baseline.onnx"]));
        Assert.Contains("baseline.onnx: found no such file any more", failed.Problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("f39")]
    [InlineData("not a hash, but of sixty-four characters, as many as one of those has")]
    public void ADamagedHashOfTheSameRecipeIsWrittenAgain(string damaged)
    {
        var identity = new RunIdentity(new string('a', 64), ["student: x", "epochs: 1"]);
        RunFolder.Open(folder.In("run"), identity, overwrite: false).Dispose();
        File.WriteAllText(folder.In("run", "checkpoints", "recipe-hash"), damaged);
        RunFolder.Open(folder.In("run"), identity, overwrite: false).Dispose();
        Assert.Equal(identity.Hash, File.ReadAllText(folder.In("run", "checkpoints", "recipe-hash")).Trim());
    }

    [Fact]
    public void ADamagedHashOfAnotherRecipeIsNamed()
    {
        RunFolder.Open(folder.In("run"), new RunIdentity(new string('a', 64), ["epochs: 1"]), overwrite: false).Dispose();
        File.WriteAllText(folder.In("run", "checkpoints", "recipe-hash"), "f39");
        var other = new RunIdentity(new string('b', 64), ["epochs: 2"]);
        var error = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), other, overwrite: false));
        Assert.Contains("recipe-hash: found 3 characters that are no hash of a recipe", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What changed is told in words: another verb, another file of a teacher, one that is new or not used any more.</summary>
    [Theory]
    [InlineData("made by: deepopt train", "made by: deepopt distill", "it was made by 'deepopt train', and this is 'deepopt distill'")]
    [InlineData("content of teacher big: 1", "content of teacher big: 2", "teacher big changed")]
    [InlineData("content of teacher big: 1", "", "teacher big is not used any more")]
    [InlineData("", "content of teacher big: 1", "teacher big is new")]
    [InlineData("epochs: 1", "epochs: 2", "'epochs: 1' is now 'epochs: 2'")]
    [InlineData(
        "teachers: [a]|epochs: 1|loss: b",
        "epochs: 2|loss: c",
        "'epochs: 1' is now 'epochs: 2'; 'loss: b' is now 'loss: c'; 'teachers: [a]' is left out now"
    )]
    public void WhatChangedIsSaidInWords(string before, string now, string said)
    {
        RunFolder.Open(folder.In("run"), new RunIdentity(new string('a', 64), ["batch: 9", .. Lines(before)]), overwrite: false).Dispose();
        var other = new RunIdentity(new string('b', 64), ["batch: 9", .. Lines(now)]);
        var error = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), other, overwrite: false));
        Assert.Contains($"(hash aaaaaaaaaaaa: {said})", error.Message, StringComparison.Ordinal);

        static string[] Lines(string lines) => lines.Split('|', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Hashes that begin alike are told apart.</summary>
    [Fact]
    public void TwoHashesInAProblemDiffer()
    {
        var (one, other) = (new string('a', 64), new string('a', 63) + "b");
        RunFolder.Open(folder.In("run"), one).Dispose();
        var error = Assert.Throws<InputException>(() => RunFolder.Open(folder.In("run"), other));
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
    }

    /// <summary>What was decided at a run's beginning is believed only as it was written.</summary>
    [Fact]
    public void AnAlteredBeginningIsDecidedAgain()
    {
        using var run = RunFolder.Open(folder.In("run"), new string('a', 64));
        Assert.True(RunBeginning.Of(run, 2, () => true).Cached);
        Assert.True(RunBeginning.Of(run, 2, () => false).Cached);
        var file = run.In("checkpoints", "beginning.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("true", "false", StringComparison.Ordinal));
        Assert.True(RunBeginning.Of(run, 2, () => true).Cached);
    }

    /// <summary>Deletes the folder when the training of the student begins.</summary>
    private sealed class Deleting(string path) : IProgress<Progress>
    {
        private bool done;

        public void Report(Progress value)
        {
            if (done || value.Task != "train student")
                return;
            done = true;
            Directory.Delete(path, recursive: true);
        }
    }
}
