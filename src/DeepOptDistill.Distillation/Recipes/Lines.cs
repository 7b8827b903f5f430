using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Which places among networks of their kind a recipe's models have.</summary>
internal static class Lines
{
    /// <summary>The places of a model for one seed, in the order of training; one null for a network that is trained alone.</summary>
    public static IReadOnlyList<Kin?> Of(CheckedRecipe recipe, Role role)
    {
        if (recipe.Peers > 1 && role == Role.Student)
            return [new Kin(Relation.Peer, 1, recipe.Peers)];
        var generations = recipe.Generations;
        // Without teachers the baseline is the first generation, and is not trained twice.
        var first = recipe.Teachers.Count == 0 ? 2 : 1;
        if (generations == 1 || (role == Role.Baseline && first == 1))
            return [null];
        return
        [
            .. (role == Role.Baseline ? [1] : Enumerable.Range(first, generations - first + 1)).Select(n => new Kin(
                Relation.Generation,
                n,
                generations
            )),
        ];
    }
}
