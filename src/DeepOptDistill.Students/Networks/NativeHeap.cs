using System.Runtime.InteropServices;

namespace DeepOptDistill.Students.Networks;

/// <summary>
/// The C library's heap, from which libtorch takes every tensor. By itself glibc hands freed memory back to the system and asks for it
/// again in the next step, page by page: 2,000 to 4,000 page faults and up to a quarter of the time of a step of a small network.
/// </summary>
internal static class NativeHeap
{
    // malloc.h; 32 MiB is the largest threshold that glibc takes.
    private const int TrimThreshold = -1, MmapThreshold = -3, LargestMmapThreshold = 32 << 20;

    /// <summary>Keeps freed memory in the process. Tensors above 32 MiB still come from the system and go back to it.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(MmapThreshold, LargestMmapThreshold);
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
