using System.Runtime.InteropServices;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// The C library's heap, from which libtorch takes every tensor. By itself glibc hands freed memory back to the system and asks for it
/// again in the next step, page by page: 2,000 to 4,000 page faults and up to a quarter of the time of a step of a small network.
/// </summary>
internal static class NativeHeap
{
    // malloc.h. The largest threshold above which glibc maps a block for itself is 32 MiB; larger tensors are kept by mapping none at all,
    // and by one heap for all threads: those of other threads are cut into pieces of 64 MiB.
    private const int TrimThreshold = -1,
        MmapMaximum = -4,
        ArenaMaximum = -8;

    /// <summary>Keeps freed memory in the process.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(MmapMaximum, 0);
            _ = mallopt(ArenaMaximum, 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, with a heap of its own ways.
        }
    }

    [DllImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mallopt(int parameter, int value);
}
