using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What the student learns from, and what must hold of it.</summary>
internal static class TransferRules
{
    /// <summary>The training images without the classes that the recipe leaves out.</summary>
    /// <exception cref="InputException">The recipe leaves out what there is not, or too much.</exception>
    public static SampleSet Take(Recipe recipe, SampleSet train, RecipePlace place)
    {
        if (recipe.Transfer is not { } transfer)
            return train;
        InputException.ThrowIfAny([.. transfer.Problems(train.Classes, place.Where)]);
        var taken = transfer.Take(train);
        return taken.Count >= recipe.Batch
            ? taken
            : throw new InputException(
                new Problem(
                    place.Where("transfer"),
                    $"a transfer set of {taken.Count} {taken.Shape.Noun}",
                    $"at least the {recipe.Batch} of a batch",
                    "Keep more classes, or make 'batch' smaller."
                )
            );
    }
}
