namespace DeepOptDistill.Core.Problems;

/// <summary>
/// Whether a file or folder can be written, asked before the work whose result it takes. What is asked leaves nothing behind.
/// </summary>
public static class WritablePlace
{
    /// <summary>Refuses a place for a file.</summary>
    /// <param name="where">The option that names it.</param>
    /// <param name="path">The file; folders above it may be missing.</param>
    /// <exception cref="InputException">It is a folder, or its folder cannot be written.</exception>
    public static void CheckFile(string where, string path)
    {
        if (Directory.Exists(path))
            throw new InputException(new Problem(where, $"the folder {path}", "a file", "Name a file in it."));
        CheckFolder(where, Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
    }

    /// <summary>Refuses a folder.</summary>
    /// <param name="where">The option that names it.</param>
    /// <param name="path">The folder; it and those above it may be missing.</param>
    /// <exception cref="InputException">It is a file, or it cannot be written.</exception>
    public static void CheckFolder(string where, string path)
    {
        var nearest = Path.GetFullPath(path);
        while (!Directory.Exists(nearest) && !File.Exists(nearest) && Path.GetDirectoryName(nearest) is { } above)
            nearest = above;
        try
        {
            using var trial = new FileStream(
                AtomicFile.TemporaryBeside(Path.Combine(nearest, "trial")),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var found = File.Exists(nearest) ? $"the file {nearest}" : $"the folder {nearest}, which cannot be written";
            throw new InputException(
                new Problem(where, found, "a folder that can be written", "Name another place, or change its permissions.")
            );
        }
    }
}
