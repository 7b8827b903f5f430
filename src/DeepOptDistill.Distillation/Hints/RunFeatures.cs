using DeepOptDistill.Data.Features;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>The hints of a run: from truncated teachers that answer beside the training, or from stores that were filled before.</summary>
/// <param name="Train">Those of the training images.</param>
/// <param name="Validation">Those of the validation images; null where there are none.</param>
internal sealed record RunFeatures(IFeatures Train, IFeatures? Validation) : IDisposable
{
    /// <summary>Opens or fills what a recipe's hints read.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="choice">Live or cached.</param>
    /// <param name="folder">Folder of all stores.</param>
    /// <param name="options">Threads, progress and warnings.</param>
    /// <param name="cancel">Stops between two parts of a store.</param>
    public static RunFeatures Of(CheckedRecipe recipe, FeatureChoice choice, string folder, RunOptions options, CancellationToken cancel)
    {
        var validation = recipe.Dataset.Validation.Count > 0 ? new RenderedImages(recipe.Dataset.Validation, 1, [], recipe.ViewSeed) : null;
        // Two engines on the same cores wait for each other: a live teacher gets half of the threads, the student the rest.
        if (!choice.Cached)
            return new RunFeatures(
                new LiveFeatures(recipe.Hints, recipe.TrainImages, Math.Max(1, options.Cores / 2)),
                validation is null ? null : new LiveFeatures(recipe.Hints, validation, options.Cores)
            );
        var labeller = new HintLabeller(recipe.Hints, folder, options);
        return new RunFeatures(labeller.Store(recipe.TrainImages, cancel), validation is null ? null : labeller.Store(validation, cancel));
    }

    public void Dispose()
    {
        (Train as IDisposable)?.Dispose();
        (Validation as IDisposable)?.Dispose();
    }
}
