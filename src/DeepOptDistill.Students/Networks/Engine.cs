using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Norms.Fused;
using TorchSharp;

namespace DeepOptDistill.Students.Networks;

/// <summary>The libtorch engine of this process.</summary>
public static class Engine
{
    /// <summary>
    /// Loads libtorch and sets its number of threads, which is part of what makes a run repeatable bit for bit: as many as asked for, or
    /// as <c>OMP_THREAD_LIMIT</c> allows.
    /// </summary>
    /// <exception cref="InputException">libtorch does not load on this machine.</exception>
    public static void Start(int threads)
    {
        EnsureLoaded();
        var given = Math.Min(threads, ThreadTeam.Most);
        if (torch.get_num_threads() != given) torch.set_num_threads(given);
    }

    /// <summary>Whether an exception is libtorch's word that memory lacks.</summary>
    public static bool IsOutOfMemory(Exception error) =>
        error is ExternalException && error.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    internal static void EnsureLoaded()
    {
        try
        {
            OpenMpEnvironment.Prepare();
            torch.InitializeDeviceType(DeviceType.CPU);
            NativeHeap.Keep();
            // libtorch's convolutions would wait for threads beyond the limit for ever.
            if (torch.get_num_threads() > ThreadTeam.Most) torch.set_num_threads(ThreadTeam.Most);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            var cause = e.GetBaseException().Message;
            throw new InputException(new Problem(
                "libtorch", $"that it does not load ({cause})", "Linux on x64 with glibc 2.28 or newer, and the native files beside the program",
                "Build or publish again, and copy the whole output folder including 'runtimes'."));
        }
    }
}
