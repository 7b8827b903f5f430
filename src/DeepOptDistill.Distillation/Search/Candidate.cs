using DeepOptDistill.Core;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Search;

/// <summary>A recipe with some of its settings changed.</summary>
/// <param name="Settings">The values; empty for the recipe as it is.</param>
/// <param name="Recipe">The recipe with them.</param>
internal sealed record Candidate(IReadOnlyList<string> Settings, CheckedRecipe Recipe)
{
    /// <summary>
    /// Its stages in a part of their epochs, at least one each, shortened as a whole: a drop after half of the epochs stays there.
    /// </summary>
    public IReadOnlyList<Stage> Stages(double share) =>
        [.. Recipe.Recipe.Stages.Select(stage => stage.Stretched(Math.Max(1, (int)Math.Round(stage.Epochs * share))))];

    /// <summary>Hash of everything that determines a training.</summary>
    public string Identity(double share, long seed) =>
        ContentHash.Of("deepopt.search/2", Recipe.Hash, string.Join(',', Stages(share).Select(stage => stage.Epochs)), $"{seed}");
}
