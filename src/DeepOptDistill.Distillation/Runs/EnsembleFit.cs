using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// The ensemble of a recipe as one teacher: what is to be fitted is fitted on the teachers' answers to the validation split, which are
/// stored as the others are.
/// </summary>
internal static class EnsembleFit
{
    /// <summary>The mixture.</summary>
    public static Mixture Of(CheckedRecipe recipe, string targets, RunOptions options, CancellationToken cancel)
    {
        var spec = recipe.Recipe.Ensemble;
        var mixture = spec.IsFitted
            ? Mixture.Fit(spec.Mix, spec.Calibrate, Answers(recipe, recipe.Dataset.Validation, targets, options, cancel))
            : new Mixture(spec.Mix, spec.Temperatures);
        return mixture with { Task = recipe.Dataset.Task };
    }

    /// <summary>The answers of a recipe's teachers to a split, from the store; the teachers are asked for those that are missing.</summary>
    public static LabelledAnswers Answers(CheckedRecipe recipe, SampleSet set, string targets, RunOptions options, CancellationToken cancel)
    {
        var stores = new Labeller(
            recipe.Teachers,
            new RenderedImages(set, 1, [], recipe.ViewSeed),
            targets,
            options,
            "label validation"
        ).Run(cancel);
        try
        {
            return new LabelledAnswers([.. stores.Select(All)], set);
        }
        finally
        {
            foreach (var store in stores)
                store.Dispose();
        }
    }

    private static float[] All(TargetStore store)
    {
        var rows = new float[RowArray.Length(store.Samples, store.Classes, "answers to the validation split")];
        for (var sample = 0; sample < store.Samples; sample++)
            store.Read(0, sample, rows.AsSpan(sample * store.Classes, store.Classes));
        return rows;
    }
}
