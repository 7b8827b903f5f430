using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Stopping;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Where early stopping ended each training, and the epoch whose weights it kept.</summary>
internal static class StopNotes
{
    /// <summary>A sentence for each role and stage that may stop early.</summary>
    /// <param name="recipe">What was trained by.</param>
    /// <param name="trained">Baseline and students.</param>
    public static IEnumerable<string> Of(CheckedRecipe recipe, IReadOnlyList<TrainedModel> trained) =>
        from role in trained.GroupBy(model => model.Role)
        let stages = recipe.StagesOf(role.Key)
        from stage in stages
        where stage.Stop is not null
        select Of(role.Key, [.. role], stage, stages.Count > 1);

    private static string Of(Role role, IReadOnlyList<TrainedModel> copies, Stage stage, bool isOneOfSeveral)
    {
        var place = isOneOfSeveral ? $" in stage {stage.Name}" : "";
        var each = copies.Select(copy =>
            Of(copy, stage.Stop!, [.. copy.Epochs.Where(epoch => epoch.Stage == stage.Name)], copies.Count > 1)
        );
        return $"Early stopping of the {role.ToString().ToLowerInvariant()}{place}, of {stage.Epochs} epochs: {string.Join("; ", each)}.";
    }

    private static string Of(TrainedModel copy, EarlyStop stop, IReadOnlyList<EpochRecord> epochs, bool isOneOfSeveral)
    {
        // Epochs are counted over all stages; a stage's own begin at 1.
        var before = epochs[0].Epoch - 1;
        var kept = (stop.RestoreBest ? epochs[stop.Best(epochs)].Epoch : epochs[^1].Epoch) - before;
        var seed = isOneOfSeveral ? $"seed {copy.Seed} " : "";
        return $"{seed}ended after epoch {epochs[^1].Epoch - before} with the weights of epoch {kept}";
    }
}
