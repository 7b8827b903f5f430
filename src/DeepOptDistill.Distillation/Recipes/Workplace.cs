using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Where a program keeps and finds things.</summary>
public sealed record Workplace
{
    /// <summary>Folders that hold <c>teachers/</c> and <c>students/</c>, searched in order.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [Environment.CurrentDirectory, AppContext.BaseDirectory];

    private const string Folder = ".deepopt";
    private const int Shown = 12;

    /// <summary>The folder of everything that has no other place.</summary>
    public string Home { get; init; } = Folder;

    /// <summary>Where data sets are looked for and downloaded to.</summary>
    public DataFolder Data { get; init; } = new(Path.Combine(Folder, "data"));

    /// <summary>Where teachers' answers are kept, shared by all runs.</summary>
    public string Targets { get; init; } = Path.Combine(Folder, "targets");

    /// <summary>Where runs lie that were given no other place; a finished one is a teacher by its name.</summary>
    public string Runs { get; init; } = Path.Combine(Folder, "runs");

    /// <summary>
    /// The workplace of a recipe: the nearest <c>.deepopt</c> from the recipe's folder upwards, else from the working directory upwards,
    /// else a new one in the working directory.
    /// </summary>
    /// <param name="recipe">A recipe file, or any other word.</param>
    public static Workplace Of(string? recipe = null)
    {
        var beside = File.Exists(recipe) ? Path.GetDirectoryName(Path.GetFullPath(recipe)) : null;
        var home = Above(beside) ?? Above(Environment.CurrentDirectory);
        return home is null || home == Path.Combine(Environment.CurrentDirectory, Folder) ? new Workplace() : Under(home);
    }

    /// <summary>A workplace that keeps everything below one folder.</summary>
    public static Workplace Under(string home) =>
        new()
        {
            Home = home,
            Data = new DataFolder(Path.Combine(home, "data")),
            Targets = Path.Combine(home, "targets"),
            Runs = Path.Combine(home, "runs"),
        };

    /// <summary>Teachers of a recipe, with the folder where their paths start: what it says of them holds for whoever asks them.</summary>
    internal IReadOnlyList<(TeacherReference Reference, string Folder)> Described { get; init; } = [];

    /// <summary>The workplace with what a recipe says of its teachers; as it is where the name is that of a data set.</summary>
    /// <param name="dataset">A data set or recipe, as <see cref="NamedDataset"/> takes it.</param>
    public Workplace Knowing(string? dataset)
    {
        if (dataset is null || NamedDataset.RecipeOf(dataset, this) is not var (recipe, folder))
            return this;
        return this with { Described = [.. recipe.Teachers.Select(reference => (reference, folder))] };
    }

    private static string? Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(Path.Combine(folder, Folder)))
                return Path.Combine(folder, Folder);
        return null;
    }

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
            .. Roots
                .Select(root => Path.Combine(root, shelf))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories)
                .Where(folder => File.Exists(Path.Combine(folder, file)))
                .Select(folder => Path.GetFileName(folder)!)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A recipe's file: a path, or <c>STUDENT/RECIPE</c> below <c>students/</c>.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    public string RecipeFile(string recipe)
    {
        if (File.Exists(recipe))
            return recipe;
        if (Directory.Exists(recipe))
            throw new InputException(new Problem(recipe, "a folder", "a recipe file", "Name one of its .yaml files."));
        var shelved = Roots.Select(root => Path.Combine(root, "students", recipe + ".yaml")).FirstOrDefault(File.Exists);
        if (shelved is not null)
            return shelved;
        List<string> named = [.. Beside(recipe), .. Recipes()];
        throw new InputException(
            new Problem(
                recipe,
                "no such file",
                "a recipe, or the name of one in students/",
                Nearest.Remedy(recipe, named) is { Length: > 0 } near ? near : $"There are {string.Join(", ", named)}."
            )
        );
    }

    /// <summary>The YAML files in the folder of a file that is not there, as they would be named.</summary>
    private static IEnumerable<string> Beside(string recipe)
    {
        var folder = Path.GetDirectoryName(recipe) ?? "";
        var place = folder.Length == 0 ? Environment.CurrentDirectory : folder;
        return !Directory.Exists(place)
            ? []
            : Directory
                .EnumerateFiles(place, "*.yaml")
                .Select(file => Path.GetFileName(file))
                .Where(name => IsRecipe(Path.Combine(place, name)))
                .Order(StringComparer.Ordinal)
                .Take(Shown)
                .Select(name => Path.Combine(folder, name));
    }

    private static bool IsRecipe(string file) => File.ReadLines(file).Any(line => line.StartsWith("stages:", StringComparison.Ordinal));

    private IEnumerable<string> Recipes() =>
        Roots
            .Select(root => Path.Combine(root, "students"))
            .Where(Directory.Exists)
            .SelectMany(shelf =>
                Directory
                    .EnumerateFiles(shelf, "*.yaml", SearchOption.AllDirectories)
                    .Select(file => Path.ChangeExtension(Path.GetRelativePath(shelf, file), null))
            )
            .Where(name => !name.EndsWith("/student", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal);
}
