using System.Runtime.InteropServices;

namespace DeepOptDistill.Students.Networks;

/// <summary>What OpenMP, on whose threads libtorch works, reads from the environment once, when it is loaded.</summary>
internal static class OpenMpEnvironment
{
    private const string Spins = "GOMP_SPINCOUNT",
        Policy = "OMP_WAIT_POLICY",
        Dynamic = "OMP_DYNAMIC";

    /// <summary>
    /// Turns of the loop in which a thread waits for others before it sleeps: some microseconds. By itself it is milliseconds.
    /// Where another process keeps a thread from running, those that wait for it so burn the core that it could have had:
    /// beside one busy process, a training on two threads fell to a tenth of its speed.
    /// </summary>
    private const int Turns = 1000;

    /// <summary>
    /// Bounds the spinning, unless the user says how to wait, and forbids OpenMP to give fewer threads than it is asked for.
    /// </summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // The C library's own environment: that of .NET is a copy, which native code does not see.
            if (Environment.GetEnvironmentVariable(Policy) is null)
                _ = setenv(Spins, $"{Turns}", 0);
            // libtorch's convolutions wait for all threads that they ask for, also for those that never come.
            _ = setenv(Dynamic, "false", 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, whose OpenMP reads other variables.
        }
    }

    [DllImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setenv(
        [MarshalAs(UnmanagedType.LPStr)] string name,
        [MarshalAs(UnmanagedType.LPStr)] string value,
        int overwrite
    );
}
