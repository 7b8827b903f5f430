using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What the student learns from, and what must hold of it.</summary>
internal static class TransferRules
{
    /// <summary>The training images without the classes that the recipe leaves out.</summary>
    /// <exception cref="InputException">The recipe leaves out what there is not, or too much.</exception>
    public static SampleSet Take(Recipe recipe, SampleSet train, RecipePlace place)
    {
        if (recipe.Transfer is not { } transfer) return train;
        InputException.ThrowIfAny([.. transfer.Problems(train.Classes, place.Where)]);
        var taken = transfer.Take(train);
        return taken.Count >= recipe.Batch ? taken : throw new InputException(new Problem(
            place.Where("transfer"), $"a transfer set of {taken.Count} {taken.Shape.Noun}", $"at least the {recipe.Batch} of a batch", "Keep more classes, or make 'batch' smaller."));
    }

    /// <summary>Rules between a correction of biases, the data and the student, once these are known to be sound.</summary>
    public static IEnumerable<Problem> Correction(Recipe recipe, StudentSpec student, Dataset dataset, RecipePlace place)
    {
        if (recipe.Transfer is not { CorrectBias: true }) yield break;
        if (dataset.Validation.Count == 0)
            yield return new Problem(place.Where("transfer.correct_bias"), "a correction without a validation split",
                "samples to find it on", "Set 'validation' of the data set above 0, or leave 'correct_bias' out.");
        using var network = Network.Outline(student);
        if (BiasShift.LastBias(network) is null)
            yield return new Problem(place.Where("transfer.correct_bias"),
                $"a student that ends with {network.Layers[^1].Name}, which has no bias for each class", "a last layer with biases",
                student.Source is null ? "End the student with 'linear', or leave 'correct_bias' out."
                    : "Leave 'correct_bias' out: it is for students that are written as layers.");
    }
}
