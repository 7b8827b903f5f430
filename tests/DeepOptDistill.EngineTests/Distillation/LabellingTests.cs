using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Stores of answers and hints are the same bytes for any number of threads, interrupted or not.</summary>
public class LabellingTests
{
    private const string Recipe = """
        dataset: { fashion-mnist-small: { validation: 200, split: tail, limit: 5000 } }
        teachers: [ { name: fashion-cnn-a } ]
        student: student.yaml
        augmentations: [ { pad-and-crop: { pad: 2 } } ]
        views: 1
        stages:
          - name: distill
            epochs: 1
            loss: [ { soft-target: {} }, { hint-mean: { teacher: fashion-cnn-a/block2, student: relu1 } } ]
        """;

    [Fact]
    public void StoresAreTheSameForAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        var heard = new Heard();
        var alone = Stored(folder, "alone", new RunOptions { Out = folder.In("run"), Threads = 1 });
        var together = Stored(
            folder,
            "together",
            new RunOptions
            {
                Out = folder.In("run"),
                Threads = 3,
                Progress = heard,
            }
        );
        Assert.True(alone.Count > 4);
        Assert.Equal(alone, together);
        Assert.Equal(heard.Done.Order(), heard.Done);
        Assert.Equal(5000, heard.Done[^1]);
    }

    [Fact]
    public void AStoppedLabellingKeepsItsWholePartsAndEndsAsIfItWereNot()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions { Out = folder.In("run"), Threads = 2 };
        using var cancel = new CancellationTokenSource();
        var (distiller, recipe) = Prepared(folder, "stopped");
        var stopping = LeapingClock.Hearing(new Heard { At = 4500, Then = cancel.Cancel });
        Assert.ThrowsAny<OperationCanceledException>(() =>
            distiller.Label(recipe, options with { Threads = 1, Progress = stopping }, cancel.Token)
        );
        Assert.Single(Parts(folder.In("stopped")));
        Assert.Equal(Stored(folder, "whole", options), Stored(folder, "stopped", options));
    }

    /// <summary>Hashes of all parts by their names.</summary>
    private static SortedDictionary<string, string> Stored(TemporaryFolder folder, string name, RunOptions options)
    {
        var (distiller, recipe) = Prepared(folder, name);
        using var hints = new HintLabeller(recipe.Hints, folder.In(name), options with { Progress = null }).Store(
            recipe.TrainImages,
            CancellationToken.None
        );
        distiller.Label(recipe, options);
        return new(
            Parts(folder.In(name)).ToDictionary(file => Path.GetRelativePath(folder.In(name), file), ContentHash.OfFile),
            StringComparer.Ordinal
        );
    }

    private static (Distiller Distiller, CheckedRecipe Recipe) Prepared(TemporaryFolder folder, string name)
    {
        var distiller = new Distiller(Tiny.Place(folder) with { Targets = folder.In(name) });
        return (distiller, distiller.Check(Tiny.Write(folder, Recipe)));
    }

    private static string[] Parts(string folder) => Directory.GetFiles(folder, "*.npy", SearchOption.AllDirectories);

    private sealed class Heard : IProgress<Progress>
    {
        public List<long> Done { get; } = [];

        public long At { get; init; } = long.MaxValue;

        public Action Then { get; init; } = () => { };

        public void Report(Progress value)
        {
            Done.Add(value.Done);
            if (value.Done >= At)
                Then();
        }
    }
}
