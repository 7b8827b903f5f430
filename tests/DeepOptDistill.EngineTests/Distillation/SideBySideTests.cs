using System.Text.RegularExpressions;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// Trainings that share the cores come to what they come to one after the other, and one that fails costs no other its work.
/// </summary>
public sealed partial class SideBySideTests : IDisposable
{
    private const string WithDropout = """
        name: dropped
        input: { shape: [1, 28, 28], mean: [0.2860], deviation: [0.3530] }
        layers:
          - conv: { channels: 8, stride: 2, padding: 1 }
          - batch-norm
          - relu
          - dropout: { probability: 0.3 }
          - conv: { channels: 8, stride: 2, padding: 1 }
          - relu
          - global-average-pool
          - linear: { features: 10 }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Files, figures and metrics of a run are the same; with dropout, seeds, generations and peers.</summary>
    [Theory]
    [InlineData("repeats: 2")]
    [InlineData("repeats: 2\ngenerations: 2")]
    [InlineData("peers: 2")]
    [InlineData("repeats: 2\nfinish: [ float16 ]")]
    public void TogetherTheyAreWhatTheyAreAlone(string lines)
    {
        var text = $"{Tiny.Recipe.Replace("epochs: 3", "epochs: 2", StringComparison.Ordinal)}\n{lines}";
        if (lines.StartsWith("peers", StringComparison.Ordinal))
            text = text.Replace(" ]\n    optimizer", ", mutual ]\n    optimizer", StringComparison.Ordinal);
        var (alone, together) = (Run("alone", text, 1), Run("together", text, 4));
        string[] files = [.. Files("alone")];
        Assert.True(files.Length >= 2);
        Assert.Equal(files, Files("together"));
        Assert.Equal(Metrics("alone"), Metrics("together"));
        Assert.Equal(Figures(alone), Figures(together));
        Assert.All(together.Finish, step => Assert.True(step.LatencyMs > 0));
        Assert.Equal(alone.Finish.Count, together.Finish.Count);
        Assert.Contains(together.Timings, timing => Together().IsMatch(timing.Task));
        Assert.DoesNotContain(together.Timings, timing => timing.Task.StartsWith("train baseline", StringComparison.Ordinal));
        Assert.Contains(alone.Timings, timing => timing.Task.StartsWith("train baseline", StringComparison.Ordinal));
        var jobs = lines == "peers: 2" ? 2 : 4;
        Assert.Contains(together.Notes, note => note.Contains($"1 thread each, {jobs} trainings at a time", StringComparison.Ordinal));
    }

    /// <summary>A training that fails is told at once; the others keep their checkpoints, and go on from them.</summary>
    [Fact]
    public void OneThatFailsStopsTheOthersWhichKeepTheirWork()
    {
        // The baseline has no soft targets, whose weight is beyond all bounds.
        var text = Tiny
            .Recipe.Replace("weight: 0.9", "weight: 1e30", StringComparison.Ordinal)
            .Replace("epochs: 3", "epochs: 40", StringComparison.Ordinal);
        var failed = Assert.Throws<RunFailedException>(() => Run("failed", text, 2));
        Assert.Contains("finite", failed.Problem.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.In("failed", "checkpoints"), "baseline-3*"));
        Assert.Empty(Directory.GetFiles(folder.In("failed"), "*.onnx"));
    }

    /// <summary>Teachers that answer beside a training have it alone, whatever is asked for; so has a single training.</summary>
    [Theory]
    [InlineData("features: live", "train baseline")]
    [InlineData("features: cached", "train 2 networks, 2 at a time")]
    [InlineData("features: cached\nbaseline: false", "train student")]
    public void LiveTeachersHaveOneTrainingAtATime(string lines, string task)
    {
        const string Hint =
            "  - name: hint\n    epochs: 1\n"
            + "    loss: [ { hint-mean: { teacher: fashion-cnn-a/block2, student: relu1 } } ]\n"
            + "    optimizer: { adam: {} }\n";
        var text = Tiny
            .Recipe.Replace("stages:\n", $"{lines}\nstages:\n{Hint}", StringComparison.Ordinal)
            .Replace("epochs: 3", "epochs: 1", StringComparison.Ordinal);
        var record = Run("run", text, 2);
        Assert.Contains(record.Timings, timing => timing.Task == task);
        Assert.Equal(
            task.Contains("at a time", StringComparison.Ordinal),
            record.Notes[0].Contains("2 trainings at a time", StringComparison.Ordinal)
        );
    }

    /// <summary>Interrupted in the middle of two trainings and gone on with, a run ends with the same files.</summary>
    [Fact]
    public void AnInterruptedRunGoesOnToTheSameFiles()
    {
        Run("whole", Tiny.Recipe, 2);
        using var cancel = new CancellationTokenSource();
        var heard = 0;
        var stopping = Options("parts", 2) with { Progress = LeapingClock.Hearing(new Each(told => Hear(told.Task))) };
        var recipe = Recipe(Tiny.Recipe);
        Assert.Throws<OperationCanceledException>(() => new Distiller(Tiny.Place(folder)).Run(recipe, stopping, cancel.Token));
        Assert.Equal(1, SideBySide.BegunIn(folder.In("parts")));
        new Distiller(Tiny.Place(folder)).Run(recipe, Options("parts", 1));
        Assert.Equal(Files("whole"), Files("parts"));
        Assert.Equal(Metrics("whole"), Metrics("parts"));

        void Hear(string task)
        {
            if (task.StartsWith("train", StringComparison.Ordinal) && Interlocked.Increment(ref heard) == 50)
                cancel.Cancel();
        }
    }

    [Theory]
    // The rounds by the time of one: four on three cores are two rounds of two or of three.
    [InlineData(2, 2, null, null, 2, 1)]
    [InlineData(3, 2, null, null, 2, 1)]
    [InlineData(4, 3, null, null, 2, 1)]
    [InlineData(6, 2, null, null, 2, 1)]
    [InlineData(1, 8, null, null, 1, 8)]
    [InlineData(2, 16, null, null, 2, 8)]
    [InlineData(6, 16, null, null, 6, 2)]
    [InlineData(2, 2, null, 2, 1, 2)]
    [InlineData(6, 8, null, 2, 4, 2)]
    [InlineData(6, 8, 3, null, 3, 2)]
    [InlineData(6, 2, 3, null, 3, 1)]
    [InlineData(6, 2, 3, 2, 3, 2)]
    [InlineData(2, 8, 5, 1, 2, 1)]
    [InlineData(2, 8, 8, null, 2, 4)]
    public void WhatIsNotSaidIsChosen(int trainings, int cores, int? jobs, int? threads, int expectedJobs, int expectedThreads) =>
        Assert.Equal(
            new SideBySide(expectedJobs, expectedThreads),
            SideBySide.Of(new(trainings, WantsCores: false, 1 << 20), jobs, threads, new(cores, 8L << 30))
        );

    /// <summary>No more trainings than the memory holds; a teacher beside the training has the cores for itself.</summary>
    [Fact]
    public void MemoryAndLiveTeachersBoundThem()
    {
        var machine = new SideBySide.Place(16, 10L << 30);
        Assert.Equal(new SideBySide(3, 1), SideBySide.Of(new(6, WantsCores: false, 2L << 30), 6, 1, machine));
        Assert.Equal(1, SideBySide.Of(new(6, WantsCores: false, 64L << 30), null, null, machine).Jobs);
        Assert.Equal(new SideBySide(1, 16), SideBySide.Of(new(6, WantsCores: true, 1), null, null, machine));
        Assert.Equal(new SideBySide(1, 16), SideBySide.Of(SideBySide.Work.Undivided, null, null, machine));
    }

    [Fact]
    public void MemoryGrowsWithTheBatch()
    {
        long Of(int batch)
        {
            var text = Tiny.Recipe.Replace("batch: 50", $"batch: {batch}", StringComparison.Ordinal);
            return SideBySide.Work.OfRun(Recipe(text)).Bytes;
        }
        var (few, many) = (Of(50), Of(500));
        Assert.InRange(many - few, 450 * 4 * 3 * 784, 450L * 4 * 3 * 784 * 20);
    }

    private static IEnumerable<(Estimate, double?)> Figures(RunRecord record) =>
        record.Models.Select(model => (model.Quality, model.Agreement));

    private RunRecord Run(string name, string text, int jobs) => new Distiller(Tiny.Place(folder)).Run(Recipe(text), Options(name, jobs));

    private RunOptions Options(string name, int jobs) =>
        new()
        {
            Out = folder.In(name),
            Jobs = jobs,
            Threads = 1,
        };

    private DeepOptDistill.Distillation.Recipes.CheckedRecipe Recipe(string text) =>
        Tiny.Measured(new Distiller(Tiny.Place(folder)).Check(Tiny.Write(folder, text, WithDropout)));

    private IEnumerable<string> Files(string run) =>
        Directory
            .GetFiles(folder.In(run), "*.onnx", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(folder.In(run), file)} {ContentHash.OfFile(file)}")
            .Order(StringComparer.Ordinal);

    private List<string> Metrics(string run) =>
        [.. File.ReadLines(folder.In(run, "metrics.jsonl")).Select(line => Seconds().Replace(line, ""))];

    [GeneratedRegex("\"seconds\":[^,}]*")]
    private static partial Regex Seconds();

    [GeneratedRegex("^train \\d+ networks, \\d at a time$")]
    private static partial Regex Together();

    private sealed class Each(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
