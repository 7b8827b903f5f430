using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Specs;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// A data set in one word: its name, with default options, what a recipe writes in one line, or a recipe that says all of it.
/// </summary>
public static class NamedDataset
{
    private static readonly string[] Tables = [".csv", ".tsv", ".parquet"];

    /// <summary>Names of the data sets that are known.</summary>
    internal static IReadOnlyList<string> Names => [.. Kinds.All.Members(typeof(DatasetSpec)).Select(kind => kind.Name)];

    /// <summary>Loads the data set of a name, or that of a recipe.</summary>
    /// <param name="name">A kind, a recipe file, or <c>STUDENT/RECIPE</c>.</param>
    /// <param name="workplace">Where data and recipes are.</param>
    /// <param name="progress">Hears of downloads.</param>
    /// <param name="cancel">Stops a download.</param>
    /// <exception cref="InputException">There is none of that name, or its data cannot be read.</exception>
    public static Dataset Load(string name, Workplace workplace, IProgress<Progress>? progress = null, CancellationToken cancel = default)
    {
        if (RecipeOf(name, workplace) is not var (recipe, folder))
            return Of(name).Load(workplace.Data, progress, cancel);
        return recipe.Dataset.Load(workplace.Data with { Beside = folder }, progress, cancel);
    }

    /// <summary>The recipe of a name with the folder that it lies in; null where it names a data set.</summary>
    internal static (Recipe Recipe, string Folder)? RecipeOf(string name, Workplace workplace)
    {
        if (name.StartsWith('{') || (!name.Contains('/', StringComparison.Ordinal) && !File.Exists(name)))
            return null;
        if (Tables.Contains(Path.GetExtension(name).ToLowerInvariant()) && File.Exists(name))
            throw new InputException(
                new Problem(
                    "data set",
                    $"the table {name}",
                    "a recipe that says what is learned from it",
                    $"Write one: deepopt init {name}."
                )
            );
        var path = workplace.RecipeFile(name);
        return (SpecFile.Read<Recipe>(path, Kinds.All).Value, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The data set of a name, or of <c>{ table: { train: rows.csv, label: class } }</c>.</summary>
    /// <exception cref="InputException">There is none of that name, or it needs options.</exception>
    public static DatasetSpec Of(string name)
    {
        var names = Names;
        if (name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal))
            throw new InputException(
                new Problem(
                    "data set",
                    $"no file {Path.GetFullPath(name)}",
                    "a recipe that names your own data, or the name of a data set",
                    ""
                )
            );
        if (!name.TrimStart().StartsWith('{') && !names.Contains(name))
            throw new InputException(
                new Problem(
                    "data set",
                    $"'{name}'",
                    $"a recipe that names your own data, or one of {string.Join(", ", names)}",
                    Directory.Exists(name) ? $"Write a recipe for the folder: deepopt init {name}." : Nearest.Remedy(name, names)
                )
            );
        return SpecFile.Parse<Named>($"dataset: {name}", $"data set {name}", Kinds.All).Value.Dataset;
    }

    private sealed record Named
    {
        public required DatasetSpec Dataset { get; init; }
    }
}
