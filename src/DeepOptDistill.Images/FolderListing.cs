using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Images;

/// <summary>
/// Lists folders and what lies under them, links followed: each folder once, so that no image counts twice, and a loop of links ends.
/// </summary>
internal sealed class FolderListing
{
    private readonly Dictionary<string, string> seen = new(StringComparer.Ordinal);

    /// <summary>The folders of a folder that are not hidden, in ordinal order.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public IReadOnlyList<string> Folders(string folder) =>
        [.. Readable(folder, () => Directory.EnumerateDirectories(folder).Where(IsShown).Order(StringComparer.Ordinal).ToList())];

    /// <summary>Every file under a folder that is not hidden, nor in a hidden folder.</summary>
    /// <exception cref="InputException">A folder cannot be read, or is reached on two ways.</exception>
    public IEnumerable<string> Under(string folder)
    {
        Take(folder);
        List<string> files = Readable(folder, () => Directory.EnumerateFiles(folder).Where(IsShown).ToList());
        return files.Concat(Folders(folder).SelectMany(Under));
    }

    private void Take(string folder)
    {
        var real = (new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true) ?? new DirectoryInfo(folder)).FullName;
        if (seen.TryAdd(real, folder))
            return;
        throw new InputException(
            new Problem(
                folder,
                $"a link to {real}, which {seen[real]} is already",
                "each folder once",
                "Remove the link: its images would count twice."
            )
        );
    }

    private static bool IsShown(string path) => !Path.GetFileName(path).StartsWith('.');

    private static List<string> Readable(string folder, Func<List<string>> list)
    {
        try
        {
            return list();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                new Problem(
                    folder,
                    $"a folder that cannot be read ({error.Message.TrimEnd('.')})",
                    "one that can",
                    "Change its permissions, or move it elsewhere."
                )
            );
        }
    }
}
