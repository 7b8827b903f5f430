using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Targets;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Distillation.Hints;

/// <summary>Live or cached features, by their size, the free disk, and how often they are read.</summary>
/// <param name="Cached">Whether they are stored.</param>
/// <param name="Bytes">What they take, or would take, on disk.</param>
/// <param name="Reason">Why, as half a sentence.</param>
public sealed record FeatureChoice(bool Cached, long Bytes, string Reason)
{
    /// <summary>Chooses for a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="folder">Where the stores are.</param>
    /// <param name="limit">Most bytes that features may take.</param>
    /// <exception cref="InputException">The recipe asks for cached features that do not fit.</exception>
    public static FeatureChoice Of(CheckedRecipe recipe, string folder, long limit)
    {
        var set = recipe.Dataset;
        var rows = ((long)recipe.Transfer.Count * recipe.Views) + set.Validation.Count;
        var bytes = recipe.Hints.Sum(hint => rows * hint.Feature.Count * FeatureStore.BytesPerNumber);
        var free = Free(folder);
        var reads =
            (double)recipe.Recipe.Stages.Where(stage => stage.Loss.Any(loss => loss is FeatureLoss)).Sum(stage => stage.Epochs)
            * recipe.Seeds.Count
            / recipe.Views;
        return recipe.Recipe.Features switch
        {
            FeatureMode.Live => new(false, bytes, "as the recipe says"),
            FeatureMode.Cached => bytes <= Math.Min(limit, free)
                ? new(true, bytes, "as the recipe says")
                : throw TooLarge(bytes, limit, free),
            _ when reads < 2 => new(false, bytes, "each feature is read once"),
            _ when bytes > limit => new(false, bytes, $"they would take more than the limit of {Size(limit)}"),
            _ when bytes > free / 2 => new(false, bytes, $"they would take more than half of the {Size(free)} that are free"),
            _ => new(true, bytes, FormattableString.Invariant($"each is read {reads:0.#} times")),
        };
    }

    /// <summary>The choice, with whether they are stored as it was decided before.</summary>
    public FeatureChoice Kept(bool cached) => cached == Cached ? this : this with { Cached = cached, Reason = "as when the run began" };

    /// <summary>One sentence for the record.</summary>
    public string Describe() =>
        Cached ? $"Hints were stored as float16 before the training: {Reason}." : $"The teachers gave hints beside the training: {Reason}.";

    /// <summary><c>1.2 GiB</c>.</summary>
    internal static string Size(long bytes) =>
        bytes >= 1 << 30
            ? FormattableString.Invariant($"{bytes / (double)(1 << 30):0.0} GiB")
            : FormattableString.Invariant($"{bytes / (double)(1 << 20):0.0} MiB");

    private static InputException TooLarge(long bytes, long limit, long free) =>
        new(
            new Problem(
                "features",
                $"{Size(bytes)} of hints to store",
                bytes > limit ? $"at most {Size(limit)}, the limit" : $"at most {Size(free)}, which are free",
                "Take 'features: live', fewer 'views', a smaller tap, or a higher --store-limit."
            )
        );

    private static long Free(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        return new DriveInfo(existing).AvailableFreeSpace;
    }
}
