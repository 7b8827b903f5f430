using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Images;

/// <summary>The files of a folder that holds a folder for each class.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Names">Names of the classes, in ordinal order.</param>
/// <param name="Files">Path of every image with the name of its class, class by class, each in ordinal order.</param>
internal sealed record ClassFolders(string Path, IReadOnlyList<string> Names, IReadOnlyList<(string File, string Class)> Files)
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>Lists a folder; files of other kinds and hidden ones are left out.</summary>
    /// <exception cref="InputException">There is no such folder, or it has fewer than two classes with images.</exception>
    public static ClassFolders Of(string path)
    {
        if (!Directory.Exists(path)) throw new InputException(new Problem(path, File.Exists(path) ? "a file" : "no such folder", "a folder with a folder for each class"));
        List<(string File, string Class)> files = [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).SelectMany(FilesOf)];
        List<string> names = [.. files.Select(file => file.Class).Distinct()];
        return names.Count >= 2 ? new(path, names, files) : throw new InputException(new Problem(
            path, names.Count == 0 ? "no folder with images" : $"images of the class '{names[0]}' alone", $"at least two folders with images ({string.Join(", ", Endings)}), each named after its class", "Name the folder that holds the folders of the classes."));
    }

    private static IEnumerable<(string File, string Class)> FilesOf(string folder)
    {
        var name = System.IO.Path.GetFileName(folder);
        return name.StartsWith('.') ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(System.IO.Path.GetExtension(file).ToLowerInvariant()) && !System.IO.Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal).Select(file => (file, name));
    }
}
