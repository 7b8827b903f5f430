using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Augmentations;
using DeepOptDistill.Data.Drawing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What must hold between a recipe and the task of its data: classes, labels or values.</summary>
internal static class TaskRules
{
    /// <summary>Parts that mean nothing for the task.</summary>
    public static IEnumerable<Problem> Of(Recipe recipe, Dataset dataset, Purpose purpose, RecipePlace place)
    {
        foreach (
            var (loss, s, l) in recipe
                .Stages.SelectMany((stage, s) => stage.Loss.Select((loss, l) => (loss, s, l)))
                .Where(at => !at.loss.Tasks.Contains(dataset.Task) && (purpose != Purpose.Train || IsOfLabels(at.loss)))
        )
            yield return new Problem(
                place.Where($"stages[{s}].loss[{l}]"),
                $"'{loss.Kind}' for {Word(dataset.Task)}",
                $"a term for {Word(dataset.Task)}",
                $"Take {string.Join(" or ", LossesFor(dataset.Task))}."
            );
        foreach (var (_, s) in recipe.Stages.Select((stage, s) => (stage, s)).Where(at => IsBalancedTwice(at.stage)))
            yield return new Problem(
                place.Where($"stages[{s}].sampling"),
                "'balanced' beside a cross-entropy that is balanced too",
                "one of them, as together they correct for the sizes of classes twice",
                "Leave 'sampling' out, or 'balanced' of the loss; weights of your own are 'class_weights'."
            );
        if (dataset.Task == TaskKind.Classes)
            yield break;
        if (recipe.Augmentations is [.., MixingAugmentation mixing])
            yield return Refused($"augmentations[{recipe.Augmentations.Count - 1}]", $"'{mixing.Description}'", "Leave it out.");
        foreach (var (_, s) in recipe.Stages.Select((stage, s) => (stage, s)).Where(at => at.stage.Sampling == Sampling.Balanced))
            yield return Refused($"stages[{s}].sampling", "'balanced'", "Leave 'sampling' out.");
        if (recipe.Transfer is not null)
            yield return Refused("transfer", "a choice of classes", "Leave 'transfer' out.");
        if (recipe.Targets.Top is not null)
            yield return Refused("targets.top", "the largest logits of a distribution", "Leave 'top' out: every one is kept.");
        if (
            dataset.Task == TaskKind.Values
            && (
                recipe.Ensemble.IsFitted
                || recipe.Ensemble.Temperatures.Count > 0
                || recipe.Ensemble.Mix is not (Data.Targets.Mixing.MeanProbabilities or Data.Targets.Mixing.MeanLogits)
            )
        )
            yield return Refused(
                "ensemble",
                "a rule for distributions",
                "Mix values by their mean, with weights where you like: ensemble: { mix: { mean-logits: { weights: [2, 1] } } }."
            );

        Problem Refused(string path, string found, string remedy) =>
            new(place.Where(path), $"{found} for {Word(dataset.Task)}", "a data set of classes", remedy);
    }

    /// <summary>Whether a term is of labels alone: where no teacher is asked, others give way to the task's own.</summary>
    private static bool IsOfLabels(Loss loss) => loss is CrossEntropy or BinaryCrossEntropy or SquaredError;

    private static bool IsBalancedTwice(Stage stage) =>
        stage.Sampling == Sampling.Balanced && stage.Loss.Any(loss => loss is CrossEntropy { Balanced: true });

    private static IEnumerable<string> LossesFor(TaskKind task) =>
        Kinds
            .All.Members(typeof(Loss))
            .Where(kind =>
                !kind.Type.IsAssignableTo(typeof(FeatureLoss)) && ((Loss)Activator.CreateInstance(kind.Type)!).Tasks.Contains(task)
            )
            .Select(kind => $"'{kind.Name}'");

    private static string Word(TaskKind task) => Spelling.Word(task.ToString());
}
