using DeepOptDistill.Core;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Gives a run its hints: from truncated teachers that answer beside the training, or from stores that it fills before.</summary>
internal sealed class HintLabeller(CheckedRecipe recipe, Workplace workplace, RunOptions options)
{
    private readonly RenderedImages train = new(recipe.Dataset.Train, recipe.Views, recipe.Recipe.Augmentations, recipe.ViewSeed);
    private readonly RenderedImages validation = new(recipe.Dataset.Validation, 1, [], recipe.ViewSeed);

    /// <summary>Features of the training and of the validation images.</summary>
    /// <param name="choice">Live or cached.</param>
    /// <param name="cancel">Stops between two parts; what is stored is kept.</param>
    public RunFeatures Run(FeatureChoice choice, CancellationToken cancel)
    {
        // Two engines on the same cores wait for each other: a live teacher gets half of the threads, the student the rest.
        if (!choice.Cached) return new RunFeatures(new LiveFeatures(recipe.Hints, train, Math.Max(1, options.Threads / 2)), new LiveFeatures(recipe.Hints, validation, options.Threads));
        var stored = Stored(train, cancel);
        return new RunFeatures(stored, validation.Set.Count > 0 ? Stored(validation, cancel) : null);
    }

    private CachedFeatures Stored(RenderedImages images, CancellationToken cancel)
    {
        var stores = new List<FeatureStore>();
        try
        {
            foreach (var hint in recipe.Hints)
            {
                using var teacher = TappedTeacher.Open(hint.Teacher.Spec, hint.Teacher.Folder, images.Set.Shape, [hint.Feature.Tensor], options.Threads);
                stores.Add(FeatureStore.Open(workplace.Targets, new StoreKey(images.Set.Hash, teacher.Key, images.Seed, images.Description), images.Set.Count, images.Views, hint.Feature.Count));
                foreach (var warning in stores[^1].Warnings) options.Warn?.Invoke(warning);
                if (!stores[^1].Complete) Fill(teacher, hint, images, stores[^1], cancel);
                stores[^1].Share();
            }
            return new CachedFeatures(recipe.Hints, stores);
        }
        catch
        {
            foreach (var store in stores) store.Dispose();
            throw;
        }
    }

    private void Fill(TappedTeacher teacher, CheckedHint hint, RenderedImages images, FeatureStore store, CancellationToken cancel)
    {
        var pixels = new byte[store.PartRows * images.Set.Shape.Size];
        var total = (long)images.Set.Count * images.Views;
        var done = total - store.Missing.Sum(part => (long)part.Rows);
        PartWriting.Run<float>(store.Missing, store.PartRows * store.Columns, (part, features) =>
        {
            images.Write(part, pixels);
            teacher.Read(pixels.AsSpan(0, part.Rows * images.Set.Shape.Size), part.Rows, [features]);
            options.Progress?.Report(new Progress("hints", done += part.Rows, total, "images", hint.Feature.Tap));
        }, (part, features) => store.WritePart(part, features.Span[..(part.Rows * store.Columns)]), cancel);
    }
}

/// <summary>The hints of a run.</summary>
/// <param name="Train">Those of the training images.</param>
/// <param name="Validation">Those of the validation images; null where there are none.</param>
internal sealed record RunFeatures(IFeatures Train, IFeatures? Validation) : IDisposable
{
    public void Dispose()
    {
        (Train as IDisposable)?.Dispose();
        (Validation as IDisposable)?.Dispose();
    }
}
