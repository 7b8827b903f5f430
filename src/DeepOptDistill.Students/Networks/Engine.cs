using DeepOptDistill.Core.Problems;
using TorchSharp;

namespace DeepOptDistill.Students.Networks;

/// <summary>The libtorch engine of this process.</summary>
public static class Engine
{
    /// <summary>Loads libtorch and sets its number of threads, which is part of what makes a run repeatable bit for bit.</summary>
    /// <exception cref="InputException">libtorch does not load on this machine.</exception>
    public static void Start(int threads)
    {
        EnsureLoaded();
        if (torch.get_num_threads() != threads) torch.set_num_threads(threads);
    }

    internal static void EnsureLoaded()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            NativeHeap.Keep();
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
