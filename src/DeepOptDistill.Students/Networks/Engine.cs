using System.Diagnostics;
using System.Reflection;
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
        if (torch.get_num_threads() != given)
            torch.set_num_threads(given);
    }

    /// <summary>What must be told of this machine; null where its engine is as it should be.</summary>
    public static string? Note =>
        ConvolutionCheck.IsSwitchedOff
            ? "libtorch's fast convolutions (oneDNN) are wrong on this processor and are switched off: convolutions are right, and slower."
            : null;

    private const string Import = "A project outside the repository needs the line <Import Project=\"…/src/Native/Native.targets\" />.";

    /// <summary>
    /// Whether TorchSharp is the patched copy: its code is not optimized, so that every argument lives until its call returns.
    /// </summary>
    private static bool IsSafe() => typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    /// <summary>Whether an exception is libtorch's word that memory lacks.</summary>
    public static bool IsOutOfMemory(Exception error) =>
        error is ExternalException && error.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    internal static void EnsureLoaded()
    {
        try
        {
            OpenMpEnvironment.Prepare();
            torch.InitializeDeviceType(DeviceType.CPU);
            if (!IsSafe())
                throw new InputException(
                    new Problem(
                        "TorchSharp.dll",
                        "the file of its package, in which a garbage collection may free numbers that are in use",
                        "the copy that a build of this repository makes of it",
                        Import
                    )
                );
            NativeHeap.Keep();
            // libtorch's convolutions would wait for threads beyond the limit for ever.
            if (torch.get_num_threads() > ThreadTeam.Most)
                torch.set_num_threads(ThreadTeam.Most);
            ConvolutionCheck.Ensure();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            var cause = e.GetBaseException().Message;
            throw new InputException(
                new Problem(
                    "libtorch",
                    $"that it does not load ({cause})",
                    "Linux on x64 with glibc 2.28 or newer, and the native files beside the program",
                    $"Build or publish again, and copy the whole output folder including 'runtimes'. {Import}"
                )
            );
        }
    }
}
