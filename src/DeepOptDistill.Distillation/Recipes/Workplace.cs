using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Where a program keeps and finds things.</summary>
public sealed record Workplace
{
    /// <summary>Folders that hold <c>teachers/</c> and <c>students/</c>, searched in order.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [Environment.CurrentDirectory, AppContext.BaseDirectory];

    /// <summary>Where data sets are looked for and downloaded to.</summary>
    public DataFolder Data { get; init; } = new(Path.Combine(".deepopt", "data"));

    /// <summary>Where teachers' answers are kept, shared by all runs.</summary>
    public string Targets { get; init; } = Path.Combine(".deepopt", "targets");

    /// <summary>Where runs lie that were given no other place; a finished one is a teacher by its name.</summary>
    public string Runs { get; init; } = Path.Combine(".deepopt", "runs");

    /// <summary>The folder of the run of a name or recipe: <c>thin-deep-15k/quick</c> runs in <c>thin-deep-15k-quick</c>.</summary>
    public string RunOf(string name) => Path.Combine(Runs, FolderName.Of(name));

    /// <summary>The file of something named, or null where it is nowhere.</summary>
    /// <param name="shelf"><c>teachers</c> or <c>students</c>.</param>
    /// <param name="name">Path below the shelf.</param>
    /// <param name="file">File in that folder.</param>
    public string? Find(string shelf, string name, string file) =>
        Roots.Select(root => Path.Combine(root, shelf, name, file)).FirstOrDefault(File.Exists);

    /// <summary>What <see cref="Find"/> finds on a shelf, for messages and lists.</summary>
    public IReadOnlyList<string> Names(string shelf, string file) =>
    [
        .. Roots.Select(root => Path.Combine(root, shelf)).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, file))).Select(folder => Path.GetFileName(folder)!).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>A recipe's file: a path, or <c>STUDENT/RECIPE</c> below <c>students/</c>.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    public string RecipeFile(string recipe)
    {
        if (File.Exists(recipe)) return recipe;
        if (Directory.Exists(recipe)) throw new InputException(new Problem(recipe, "a folder", "a recipe file", "Name one of its .yaml files."));
        var shelved = Roots.Select(root => Path.Combine(root, "students", recipe + ".yaml")).FirstOrDefault(File.Exists);
        return shelved ?? throw new InputException(new Problem(
            recipe, "no such file", "a recipe, or the name of one in students/", Nearest.Remedy(recipe, Recipes()) is { Length: > 0 } near ? near : $"There are {string.Join(", ", Recipes())}."));
    }

    private IEnumerable<string> Recipes() => Roots.Select(root => Path.Combine(root, "students")).Where(Directory.Exists)
        .SelectMany(shelf => Directory.EnumerateFiles(shelf, "*.yaml", SearchOption.AllDirectories).Select(file => Path.ChangeExtension(Path.GetRelativePath(shelf, file), null)))
        .Where(name => !name.EndsWith("/student", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
}
