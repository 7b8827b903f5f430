using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Images;

/// <summary>The files of a folder that holds a folder for each class.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Names">Names of the classes, in ordinal order.</param>
/// <param name="Files">Path of every image with the name of its class, class by class, each in ordinal order.</param>
/// <param name="Warnings">What was left out, as sentences.</param>
internal sealed record ClassFolders(
    string Path,
    IReadOnlyList<string> Names,
    IReadOnlyList<(string File, string Class)> Files,
    IReadOnlyList<string> Warnings
)
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>What is decoded, for people.</summary>
    public const string Formats = "PNG, JPEG, WebP, BMP or GIF";

    /// <summary>Lists a folder; hidden files and folders are left out, and files of other kinds with a word about them.</summary>
    /// <exception cref="InputException">There is no such folder, it has fewer than two classes with images, a class has none that can be
    /// decoded, or a folder cannot be read or is there twice.</exception>
    public static ClassFolders Of(string path)
    {
        if (!Directory.Exists(path))
            throw new InputException(
                new Problem(path, File.Exists(path) ? "a file" : "no such folder", "a folder with a folder for each class")
            );
        var listing = new FolderListing();
        List<(string Folder, List<string> Files)> classes =
        [
            .. listing.Folders(path).Select(folder => (folder, listing.Under(folder).ToList())),
        ];
        var (files, others) = (new List<(string, string)>(), new List<string>());
        var problems = new List<Problem>();
        foreach (var (folder, all) in classes)
        {
            var images = all.Where(IsImage)
                .Order(StringComparer.Ordinal)
                .Select(file => (file, System.IO.Path.GetFileName(folder)))
                .ToList();
            if (images.Count == 0)
                problems.Add(Without(folder, all));
            files.AddRange(images);
            others.AddRange(all.Where(file => !IsImage(file)));
        }
        List<string> names = [.. classes.Select(known => System.IO.Path.GetFileName(known.Folder))];
        if (names.Count < 2)
            problems.Insert(
                0,
                new Problem(
                    path,
                    names.Count == 0 ? "no folder in it" : $"the one class '{names[0]}'",
                    $"at least two folders with images ({string.Join(", ", Endings)}), each named after its class",
                    "Name the folder that holds the folders of the classes."
                )
            );
        InputException.ThrowIfAny(problems);
        return new(path, names, files, LeftOut(path, others));
    }

    /// <summary>Whether a file's ending is one of those that are decoded.</summary>
    public static bool IsImage(string file) => Endings.Contains(Ending(file));

    private static string Ending(string file) => System.IO.Path.GetExtension(file).ToLowerInvariant();

    private static Problem Without(string folder, List<string> files) =>
        new(
            folder,
            files.Count == 0 ? "an empty folder" : $"no image that can be decoded ({Kinds(files)})",
            $"images of its class: {Formats}",
            files.Count == 0 ? "Put images there, or remove the folder." : "Convert them to PNG, or remove the folder."
        );

    /// <summary>The sentence that files of other kinds are left out; none without any.</summary>
    public static IReadOnlyList<string> LeftOut(string path, List<string> files) =>
        files.Count == 0 ? [] : [$"{path}: {Left(files.Count)} no {Formats}: {Kinds(files)}."];

    private static string Left(int files) =>
        $"{Noun.Counted(files, "file")} {(files == 1 ? "is left out, as it is" : "are left out, as they are")}";

    /// <summary>How many files have each ending, as words.</summary>
    public static string Kinds(IEnumerable<string> files) =>
        string.Join(
            ", ",
            files
                .GroupBy(Ending, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .Select(group =>
                    FormattableString.Invariant($"{group.Count():#,0} {(group.Key.Length == 0 ? "without ending" : group.Key)}")
                )
        );
}
