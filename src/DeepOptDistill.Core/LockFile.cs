namespace DeepOptDistill.Core;

/// <summary>
/// A file that one process has open, beside a note of which one: it keeps a folder for its owner, and dies with the process, however that
/// ends.
/// </summary>
public sealed class LockFile : FileStream
{
    private readonly string note;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">Somebody else has it open, or it cannot be written.</exception>
    public LockFile(string path)
        : base(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
    {
        note = NoteOf(path);
        Sign();
    }

    /// <summary><c>process 4711 on build-3</c>; null where the owner left no note.</summary>
    /// <param name="path">The file.</param>
    public static string? Owner(string path)
    {
        try
        {
            return File.ReadAllText(NoteOf(path)).Trim() is { Length: > 0 } owner ? VisibleText.Of(owner) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Erase();
        base.Dispose(disposing);
    }

    private static string NoteOf(string path) => path + "-owner";

    // The lock holds without the note, so a full disk refuses nobody here.
    private void Sign()
    {
        try
        {
            AtomicFile.WriteText(note, FormattableString.Invariant($"process {Environment.ProcessId} on {Environment.MachineName}\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Erase();
        }
    }

    private void Erase()
    {
        try
        {
            File.Delete(note);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next owner writes over it.
        }
    }
}
