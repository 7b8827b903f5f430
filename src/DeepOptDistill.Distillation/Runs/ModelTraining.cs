using System.Text;
using System.Text.Json;
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

/// <summary>Trains every model of a run, one after the other, and exports each.</summary>
internal sealed class ModelTraining(CheckedRecipe recipe, RunOptions options, RunFolder folder, Timings timings, FittedInput input)
{
    private readonly List<EpochRecord> finished = [];

    public IReadOnlyList<TrainedModel> Run(SoftTargetSource? targets, RunFeatures? features, CancellationToken cancel)
    {
        Engine.Start(options.Threads);
        var models = new List<TrainedModel>();
        foreach (var seed in recipe.Seeds)
            foreach (var role in recipe.Roles)
            {
                models.Add(timings.Measure($"train {Title(role, seed)}", () => Train(role, seed, targets, features, cancel)));
                finished.AddRange(models[^1].Epochs);
            }
        return models;
    }

    private TrainedModel Train(Role role, long seed, SoftTargetSource? targets, RunFeatures? features, CancellationToken cancel)
    {
        var stages = recipe.StagesOf(role);
        using var network = Network.Build(recipe.Student, new Seed((ulong)seed), input, guided: GuidedLayers.Of(stages));
        var plan = new TrainingPlan(role, seed, recipe.Recipe.Batch, stages, ContentHash.Of(recipe.Hash, role.ToString(), $"{seed}"));
        var epochs = new Trainer(network, Data(role, targets, features), plan, Watch(role, seed)).Run(cancel);
        var file = RunFolder.ModelFile(role, seed, recipe.Recipe.Seed);
        var correction = Corrected(role, network);
        var error = Export(network, file);
        foreach (var (epoch, path) in Snapshot.Of(folder.Checkpoint(role, seed)))
        {
            Snapshot.Restore(network, path);
            Corrected(role, network);
            Export(network, RunFolder.SnapshotFile(role, seed, epoch));
        }
        return new TrainedModel(role, seed, file, error, epochs, correction);
    }

    private BiasShift? Corrected(Role role, Network network) => role == Role.Student && recipe.Purpose != Purpose.Train && recipe.Recipe.Transfer is { CorrectBias: true } transfer
        ? BiasShift.Correct(network, recipe.Dataset.Validation, transfer.Shifted(recipe.Dataset.Classes))
        : null;

    private double Export(Network network, string file) =>
        Exporter.Run(network, recipe.Dataset.Validation.Count > 0 ? recipe.Dataset.Validation : recipe.Dataset.Train, folder.In(file), options.Threads);

    private TrainingData Data(Role role, SoftTargetSource? targets, RunFeatures? features) => new()
    {
        Train = role == Role.Student ? recipe.Transfer : recipe.Dataset.Train,
        Validation = recipe.Dataset.Validation,
        Augmentations = recipe.Recipe.Augmentations,
        Views = recipe.Views,
        ViewSeed = recipe.ViewSeed,
        Targets = role == Role.Student ? targets : null,
        Features = role == Role.Student ? features?.Train : null,
        ValidationFeatures = role == Role.Student ? features?.Validation : null,
    };

    private TrainingWatch Watch(Role role, long seed) => new($"train {Title(role, seed)}", folder.Checkpoint(role, seed), options.Clock)
    {
        Progress = options.Progress,
        CheckpointEvery = options.CheckpointEvery,
        Epoch = epochs => WriteMetrics([.. finished, .. epochs]),
    };

    private void WriteMetrics(IEnumerable<EpochRecord> epochs)
    {
        var lines = new StringBuilder();
        foreach (var epoch in epochs) lines.Append(JsonSerializer.Serialize(epoch, RecordJson.Line)).Append('\n');
        AtomicFile.WriteText(folder.Metrics, lines.ToString());
    }

    private string Title(Role role, long seed) => $"{(role == Role.Baseline ? "baseline" : "student")}{(recipe.Recipe.Repeats > 1 ? $" (seed {seed})" : "")}";
}
