namespace DeepOptDistill.Data.Sources;

/// <summary>Where data sets are looked for and where downloads go.</summary>
/// <param name="Path">The user's folder: a data set lies in it or in a folder of its own below it (<c>Path/fashion-mnist</c>); downloads go
/// to the latter.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>Where Debian's packages install data sets, each in a folder of its own.</summary>
    public const string DebianPackages = "/usr/share/datasets";

    /// <summary>Folder of the recipe that names files; null where there is none.</summary>
    public string? Beside { get; init; }

    /// <summary>
    /// The place of a file or folder of somebody's own: in <see cref="Path"/> or beside the recipe where it is there, else as it stands.
    /// </summary>
    public string Find(string file) =>
        new[] { Path, Beside }.OfType<string>().Select(folder => System.IO.Path.Combine(folder, file)).FirstOrDefault(System.IO.Path.Exists)
        ?? file;

    /// <summary>Folders that are searched after <see cref="Path"/>.</summary>
    public IReadOnlyList<string> Installed { get; init; } = [DebianPackages];

    /// <summary>Whether what is found nowhere may be downloaded.</summary>
    public bool Download { get; init; } = true;
}
