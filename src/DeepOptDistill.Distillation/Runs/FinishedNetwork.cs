using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// What is done with a network behind its last step, and how it then fits the validation split: the network that is exported, with its
/// average, its best epoch's weights
/// and its corrected biases. Runs and searches judge by this one, not by the weights of an epoch.
/// </summary>
/// <param name="Correction">The shift of its last biases; null where none was looked for.</param>
/// <param name="Validation">How it fits the validation split; null without one.</param>
/// <param name="Qualities">Quality of each validation sample.</param>
internal sealed record FinishedNetwork(BiasShift? Correction, Fit? Validation, IReadOnlyList<double> Qualities)
{
    /// <summary>Corrects and measures a trained network. Leaves it in inference mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="recipe">The recipe that it was trained by.</param>
    /// <param name="role">Baseline or student.</param>
    public static FinishedNetwork Of(Network network, CheckedRecipe recipe, Role role)
    {
        var (correction, validation) = (Corrected(network, recipe, role), recipe.Dataset.Validation);
        if (validation.Count == 0) return new(correction, null, []);
        var answers = Predictor.Logits(network, validation, validation.Count);
        return new(correction, Fit.Of(answers, validation), SampleQuality.Of(Opinions(answers, validation), validation));
    }

    /// <summary>Shifts the biases of classes that the student's transfer set lacks, where the recipe says so.</summary>
    public static BiasShift? Corrected(Network network, CheckedRecipe recipe, Role role) =>
        role == Role.Student && recipe.Purpose != Purpose.Train && recipe.Recipe.Transfer is { CorrectBias: true } transfer
            ? BiasShift.Correct(network, recipe.Dataset.Validation, transfer.Shifted(recipe.Dataset.Classes))
            : null;

    // The class is told by the logits themselves: probabilities of float32 round.
    private static float[] Opinions(float[] answers, SampleSet set) =>
        set.Task == TaskKind.Classes ? answers : Grading.Opinions(answers, set);
}
