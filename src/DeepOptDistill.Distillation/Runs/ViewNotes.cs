using DeepOptDistill.Core.Runs;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What must be known of the views that the networks of a run learned from.</summary>
internal static class ViewNotes
{
    /// <summary>The notes; none where there are no augmentations.</summary>
    public static IEnumerable<string> Of(CheckedRecipe recipe)
    {
        if (recipe.Recipe.Augmentations.Count == 0)
            yield break;
        var noun = recipe.Dataset.Shape.Noun;
        if (recipe.Views == 1)
            yield return $"The augmentations were drawn once: with 'views: 1' every epoch shows the same {noun}, and there is little "
                + "for them to do. Take more views.";
        if (recipe.Roles.Contains(Role.Baseline) && recipe.ViewsOf(Role.Baseline) != recipe.Views)
            yield return $"The baseline saw new views of the {noun} in every epoch, its student the {recipe.Views} that the "
                + "teachers answered.";
    }
}
