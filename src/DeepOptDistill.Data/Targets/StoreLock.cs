using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets;

/// <summary>Keeps a store's folder for one owner. The lock is an open file, so it dies with the process, however that ends.</summary>
internal static class StoreLock
{
    public const string FileName = "store.lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>Creates the folder where needed and takes the lock; disposing the stream gives it back.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wait">How to wait for another owner; null to refuse at once.</param>
    /// <exception cref="InputException">Somebody else holds the store, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public static FileStream Take(string folder, StoreWait? wait)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
        if (Open(folder) is { } free)
            return free;
        if (wait is null)
            throw InUse(folder);
        wait.Told?.Invoke($"{folder}: {Owner(folder)} holds this target store. Waiting until it is whole.");
        return WhenFree(folder, wait.Cancel);
    }

    private static FileStream WhenFree(string folder, CancellationToken cancel)
    {
        while (true)
        {
            cancel.WaitHandle.WaitOne(Pause);
            cancel.ThrowIfCancellationRequested();
            if (Open(folder) is { } free)
                return free;
        }
    }

    /// <summary>The open file; null where another owner has it.</summary>
    private static FileStream? Open(string folder)
    {
        try
        {
            return new LockFile(Path.Combine(folder, FileName));
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
    }

    private static string Owner(string folder) => LockFile.Owner(Path.Combine(folder, FileName)) ?? "another run";

    private static InputException InUse(string folder) =>
        new(
            new Problem(
                folder,
                $"a target store that {Owner(folder)} uses",
                "a store that no other run has open",
                "Wait for the other run to end, or give this run another folder."
            )
        );

    private static InputException Unwritable(string folder, Exception exception) =>
        new(
            new Problem(
                folder,
                $"a folder that cannot be written ({exception.Message})",
                "a writable folder for the target store",
                "Choose another folder, or change its permissions."
            )
        );
}
