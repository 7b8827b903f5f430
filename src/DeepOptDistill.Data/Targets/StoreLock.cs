using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>Keeps a store's folder for one owner. The lock is an open file, so it dies with the process, however that ends.</summary>
internal static class StoreLock
{
    public const string FileName = "store.lock";

    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>Creates the folder where needed and takes the lock; disposing the stream gives it back.</summary>
    /// <exception cref="InputException">Somebody else holds the store, or the folder cannot be written.</exception>
    public static FileStream Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
        return Open(folder);
    }

    private static FileStream Open(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new InputException(new Problem(folder, "a target store that is in use", "a store that no other run has open",
                "Wait for the other run to end, or give this run another folder."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
    }

    private static InputException Unwritable(string folder, Exception exception) =>
        new(new Problem(folder, $"a folder that cannot be written ({exception.Message})", "a writable folder for the target store",
            "Choose another folder, or change its permissions."));
}
