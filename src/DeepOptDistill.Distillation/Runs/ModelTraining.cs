using System.Runtime.ExceptionServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Distillation.Hints;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Checkpoints;
using DeepOptDistill.Training.Hints;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Trains every model of a run and exports each, some at a time; a generation learns from the file of the one before, peers at the same
/// time. What a training comes to does not depend on what runs beside it.
/// </summary>
internal sealed class ModelTraining(
    CheckedRecipe recipe,
    RunOptions options,
    RunFolder folder,
    Timings timings,
    FittedInput input,
    Lineage lineage
)
{
    private readonly MetricsFile metrics = new(folder.Metrics);
    private readonly FinishingLine finishing = new(recipe, options.Cores);
    private IReadOnlyList<float>? deviations;
    private bool areTogether;

    public IReadOnlyList<TrainedModel> Run(SoftTargetSource? targets, RunFeatures? features, CancellationToken cancel)
    {
        var lines = recipe.TrainingLines;
        var jobs = Math.Min(options.Jobs, lines.Count);
        areTogether = jobs > 1;
        var models = !areTogether
            ? lines.SelectMany(line => Line(line, targets, features, cancel)).ToList()
            : timings.Measure(
                $"train {recipe.Trainees.Count} networks, {jobs} at a time",
                () => Together(lines, jobs, targets, features, cancel)
            );
        metrics.Sort(models.SelectMany(model => model.Epochs));
        return [.. Joined(models).Select(model => finishing.Timed(model, file => folder.In(file)))];
    }

    /// <summary>
    /// Lines of trainings beside each other, each on threads of its own; one that fails stops the others, which save themselves.
    /// </summary>
    private List<TrainedModel> Together(
        IReadOnlyList<IReadOnlyList<Trainee>> lines,
        int jobs,
        SoftTargetSource? targets,
        RunFeatures? features,
        CancellationToken cancel
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ExceptionDispatchInfo? first = null;
        try
        {
            return [.. Team.Run(jobs, lines.Count, Guarded, (_, _) => { }).SelectMany(models => models)];
        }
        catch (OperationCanceledException) when (first is not null)
        {
            first.Throw();
            throw;
        }

        List<TrainedModel> Guarded(int line)
        {
            try
            {
                return Line(lines[line], targets, features, stop.Token);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(error), null);
                stop.Cancel();
                throw;
            }
        }
    }

    /// <summary>Trainings one after the other, the later of which learn from the earlier.</summary>
    private List<TrainedModel> Line(IReadOnlyList<Trainee> line, SoftTargetSource? targets, RunFeatures? features, CancellationToken cancel)
    {
        Engine.Start(options.Threads);
        var models = new List<TrainedModel>();
        foreach (var trainee in line)
        {
            var teacher = trainee.IsTaughtByAnother ? lineage.AsTeacher(models[^1]) : null;
            models.AddRange(teacher is null ? Timed(trainee, targets, features, "", cancel) : Taught(trainee, teacher, cancel));
        }
        return models;
    }

    /// <summary>The networks of all seeds as one, where the recipe joins them.</summary>
    private List<TrainedModel> Joined(List<TrainedModel> models)
    {
        if (!recipe.Recipe.Finish.Any(finisher => finisher.JoinsSeeds))
            return models;
        return
        [
            .. models
                .GroupBy(model => (model.Role, model.Trainee.Kin))
                .SelectMany(copies =>
                    copies.First().Trainee.IsAside ? [.. copies] : finishing.Joined([.. copies], file => folder.In(file), deviations)
                ),
        ];
    }

    /// <summary>A generation after the first.</summary>
    private IReadOnlyList<TrainedModel> Taught(Trainee trainee, CheckedTeacher teacher, CancellationToken cancel)
    {
        var answers = timings.Measure("label generations", () => lineage.Answers(teacher, cancel));
        try
        {
            return Timed(trainee, answers, null, teacher.Key, cancel);
        }
        finally
        {
            foreach (var store in answers.Stores)
                store.Dispose();
        }
    }

    private IReadOnlyList<TrainedModel> Timed(
        Trainee trainee,
        SoftTargetSource? targets,
        RunFeatures? features,
        string teacher,
        CancellationToken cancel
    )
    {
        IReadOnlyList<TrainedModel> Trained() => Train(trainee, targets, features, teacher, cancel);
        var models = areTogether ? Trained() : timings.Measure($"train {Title(trainee)}", Trained);
        metrics.Write(trainee.Stem, [.. models.SelectMany(model => model.Epochs)], told => told);
        return models;
    }

    private List<TrainedModel> Train(
        Trainee trainee,
        SoftTargetSource? targets,
        RunFeatures? features,
        string teacher,
        CancellationToken cancel
    )
    {
        var stages = recipe.StagesOf(trainee.Role);
        List<Peer> team =
        [
            .. trainee.Team.Select(one => new Peer(
                Network.Build(
                    recipe.Student,
                    new Seed((ulong)one.OwnSeed),
                    input,
                    guided: GuidedLayers.Of(stages.SelectMany(stage => stage.Loss)),
                    scale: recipe.OutputScale
                ),
                one.OwnSeed
            )),
        ];
        try
        {
            var plan = new TrainingPlan(
                trainee.Role,
                trainee.OwnSeed,
                recipe.Recipe.Batch,
                stages,
                ContentHash.Of(recipe.Hash, trainee.Role.ToString(), $"{trainee.Seed}", trainee.Kin?.Name ?? "", teacher)
            );
            var trainer = new Trainer(team[0].Network, Data(trainee.Role, targets, features), plan, Watch(trainee), team[1..]);
            var epochs = trainer.Run(cancel);
            return [.. trainee.Team.Select((one, k) => Exported(one, team[k].Network, k == 0 ? epochs : trainer.PeerEpochs[k - 1]))];
        }
        finally
        {
            foreach (var one in team)
                one.Network.Dispose();
        }
    }

    private TrainedModel Exported(Trainee trainee, Network network, IReadOnlyList<EpochRecord> epochs)
    {
        var file = trainee.File(recipe.Recipe.Seed);
        var finished = finishing.Run(network, trainee.Role, folder.In(file), folder.In(FinishingLine.StepsOf(trainee)));
        deviations = network.Deviations;
        foreach (var (epoch, path) in Snapshot.Of(folder.Checkpoint(trainee.Stem)))
        {
            Snapshot.Restore(network, path);
            finishing.Run(network, trainee.Role, folder.In(RunFolder.SnapshotFile(trainee.Stem, epoch)), null);
        }
        return new TrainedModel(trainee, file, finished.ParityError, [.. trainee.Told(epochs)], finished.Network)
        {
            Steps = finished.Steps,
        };
    }

    private TrainingData Data(Role role, SoftTargetSource? targets, RunFeatures? features) =>
        new()
        {
            Train = role == Role.Student ? recipe.Transfer : recipe.Dataset.Train,
            Validation = recipe.Dataset.Validation,
            Augmentations = recipe.Recipe.Augmentations,
            Views = recipe.ViewsOf(role),
            ViewSeed = recipe.ViewSeed,
            Targets = role == Role.Student ? targets : null,
            Features = role == Role.Student ? features?.Train : null,
            ValidationFeatures = role == Role.Student ? features?.Validation : null,
        };

    private TrainingWatch Watch(Trainee trainee) =>
        new($"train {Title(trainee)}", folder.Checkpoint(trainee.Stem), options.Clock)
        {
            Progress = options.Progress,
            CheckpointEvery = options.CheckpointEvery,
            Warn = options.Warn,
            Epoch = epochs => metrics.Write(trainee.Stem, epochs, trainee.Told),
        };

    private string Title(Trainee trainee) => trainee.Title + (recipe.Recipe.Repeats > 1 ? $" (seed {trainee.Seed})" : "");
}
