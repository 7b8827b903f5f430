using System.Globalization;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What a reader must know of classes that were kept from the student.</summary>
internal static class TransferNotes
{
    /// <summary>What the student did not see, and how each student's biases were corrected.</summary>
    public static IEnumerable<string> Of(CheckedRecipe recipe, IReadOnlyList<TrainedModel> trained)
    {
        if (recipe.Recipe.Transfer is not { } transfer || recipe.Purpose == Purpose.Train)
            yield break;
        var classes = recipe.Dataset.Classes;
        var baseline = recipe.Recipe.Baseline ? $", and the baseline saw every class ({recipe.BaselineSteps})" : "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"The student learned from {recipe.Transfer.Labelled:#,0} of the {recipe.Dataset.Train.Count:#,0} training "
        ) + $"{recipe.Transfer.Shape.Noun}, {transfer.Describe(classes)}; validation and test set are whole{baseline}.";
        foreach (
            var (model, shift) in trained
                .Where(model => model.Finished.Correction is not null)
                .Select(model => (model, model.Finished.Correction!))
        )
        {
            var named = string.Join(", ", shift.Classes.Select(c => $"'{classes[c]}'"));
            yield return string.Create(CultureInfo.InvariantCulture, $"Seed {model.Seed}: the last biases of {named} were shifted by ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shift.Shift:+0.00;−0.00;0} after training, found on the validation split: "
                )
                + string.Create(CultureInfo.InvariantCulture, $"{100 * shift.Before:0.00} % there without the shift, ")
                + string.Create(CultureInfo.InvariantCulture, $"{100 * shift.After:0.00} % with it.");
        }
    }
}
