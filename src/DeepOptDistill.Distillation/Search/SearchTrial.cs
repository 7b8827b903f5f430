using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Core.Search;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Search;

/// <summary>
/// One training of a search: the student of a candidate in a part of its epochs, judged on the validation split. The test set is not
/// touched.
/// </summary>
internal sealed class SearchTrial(
    Candidate candidate,
    int rung,
    double share,
    long seed,
    Workplace workplace,
    RunOptions options,
    Lock gate
)
{
    private readonly CheckedRecipe recipe = candidate.Recipe;
    private readonly string identity = candidate.Identity(share, seed);

    /// <summary>Trains, or reads what was trained.</summary>
    /// <param name="threads">Threads that it may use.</param>
    /// <param name="cancel">Stops it.</param>
    public StoredTrial Run(int threads, CancellationToken cancel)
    {
        var file = Path.Combine(options.Out, "trials", identity[..16] + ".json");
        if (StoredTrial.Read(file) is { } known)
            return known with { Trial = known.Trial with { Settings = candidate.Settings, Rung = rung } };
        var trial = Train(file + ".checkpoint", threads, cancel);
        trial.Write(file);
        return trial;
    }

    private StoredTrial Train(string checkpoint, int threads, CancellationToken cancel)
    {
        var stages = candidate.Stages(share);
        var (targets, features) = Lessons(cancel);
        try
        {
            Engine.Start(threads);
            var input = recipe.Student.Input.Preprocessing.Count == 0 ? FittedInput.None : recipe.Student.Input.Fit(recipe.Dataset.Train);
            using var network = Network.Build(
                recipe.Student,
                new Seed((ulong)seed),
                input,
                guided: GuidedLayers.Of(stages.SelectMany(stage => stage.Loss)),
                scale: recipe.OutputScale
            );
            var watch = new TrainingWatch($"rung {rung}", checkpoint, options.Clock)
            {
                CheckpointEvery = options.CheckpointEvery,
                Warn = options.Warn,
            };
            new Trainer(
                network,
                Data(targets, features),
                new TrainingPlan(Role.Student, seed, recipe.Recipe.Batch, stages, identity),
                watch
            ).Run(cancel);
            return Record(stages, Finished(network, threads), null);
        }
        catch (RunFailedException e)
        {
            return Record(stages, null, e.Problem.Found);
        }
        finally
        {
            foreach (var store in targets.Stores)
                store.Dispose();
            features?.Dispose();
            if (!cancel.IsCancellationRequested)
                File.Delete(checkpoint);
        }
    }

    /// <summary>The network as a run would ship it.</summary>
    private FinishedNetwork Finished(Network network, int threads)
    {
        if (recipe.FinishersOf(Role.Student).Count == 0)
            return FinishedNetwork.Of(network, recipe.Dataset.Validation);
        var folder = Directory.CreateTempSubdirectory("deepopt-");
        try
        {
            var file = Path.Combine(folder.FullName, "student.onnx");
            return new FinishingLine(recipe, threads).Run(network, Role.Student, file, steps: null).Network;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the teachers say, asked for once: trials take turns.</summary>
    private (SoftTargetSource Targets, RunFeatures? Features) Lessons(CancellationToken cancel)
    {
        lock (gate)
        {
            var stores = new Labeller(recipe.Teachers, recipe.TrainImages, workplace.Targets, options).Run(cancel);
            var targets = new SoftTargetSource(stores, EnsembleFit.Of(recipe, workplace.Targets, options, cancel))
            {
                Names = [.. recipe.Teachers.Select(teacher => teacher.Spec.Name)],
            };
            return (
                targets,
                recipe.Hints.Count == 0
                    ? null
                    : RunFeatures.Of(
                        recipe,
                        FeatureChoice.Of(recipe, workplace.Targets, options.StoreLimit),
                        workplace.Targets,
                        options,
                        cancel
                    )
            );
        }
    }

    private TrainingData Data(SoftTargetSource targets, RunFeatures? features) =>
        new()
        {
            Train = recipe.Transfer,
            Validation = recipe.Dataset.Validation,
            Augmentations = recipe.Recipe.Augmentations,
            Views = recipe.Views,
            ViewSeed = recipe.ViewSeed,
            Targets = targets,
            Features = features?.Train,
            ValidationFeatures = features?.Validation,
        };

    private StoredTrial Record(IReadOnlyList<Stage> stages, FinishedNetwork? finished, string? failure)
    {
        var (epochs, fit) = (stages.Sum(stage => stage.Epochs), finished?.Validation);
        return new(
            new SearchTrialRecord(candidate.Settings, rung, epochs, seed, fit?.Quality, fit?.Loss, failure),
            finished?.Qualities ?? []
        );
    }
}
