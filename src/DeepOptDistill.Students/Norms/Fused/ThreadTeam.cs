using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DeepOptDistill.Students.Norms.Fused;

/// <summary>
/// Runs a piece of work on libtorch's own threads. They belong to OpenMP and spin after each operation, waiting for the next:
/// a second pool of threads would fight them for the cores, and lose.
/// </summary>
internal static unsafe class ThreadTeam
{
    private static readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void> Parallel;
    private static readonly delegate* unmanaged[Cdecl]<int> Member;
    private static readonly delegate* unmanaged[Cdecl]<int> Present;
    private static readonly delegate* unmanaged[Cdecl]<int> Limit;

    static ThreadTeam()
    {
        // libtorch brings an OpenMP runtime with a hash in its name; opened by its path it is the one that is loaded already.
        var folder = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var file = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "libgomp*.so*").FirstOrDefault() : null;
        if (file is null || !NativeLibrary.TryLoad(file, out var library))
            return;
        if (
            !NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
            || !NativeLibrary.TryGetExport(library, "omp_get_thread_num", out var member)
        )
            return;
        if (
            !NativeLibrary.TryGetExport(library, "omp_get_num_threads", out var present)
            || !NativeLibrary.TryGetExport(library, "omp_get_thread_limit", out var limit)
        )
            return;
        Present = (delegate* unmanaged[Cdecl]<int>)present;
        Limit = (delegate* unmanaged[Cdecl]<int>)limit;
        Parallel = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>)parallel;
        Member = (delegate* unmanaged[Cdecl]<int>)member;
    }

    /// <summary>Most threads that the runtime gives at a time.</summary>
    public static int Most => Limit == null ? int.MaxValue : Math.Max(1, Limit());

    /// <summary>
    /// Calls the work once for each member of the team, and returns when all are done: at the same time where the runtime gives a thread
    /// for each, which limits on it may forbid.
    /// </summary>
    /// <param name="members">Members, numbered from 0.</param>
    /// <param name="work">Receives the member's number.</param>
    public static void Run(int members, Action<int> work)
    {
        if (members == 1)
        {
            work(0);
        }
        else if (Parallel == null)
        {
            System.Threading.Tasks.Parallel.For(0, members, work);
        }
        else
        {
            var job = new Job(work, members);
            Parallel(&Call, Unsafe.AsPointer(ref job), (uint)members, 0);
            job.Error?.Throw();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(void* job)
    {
        ref var own = ref Unsafe.AsRef<Job>(job);
        try
        {
            for (var member = Member(); member < own.Members; member += Present())
                own.Work(member);
        }
        catch (Exception e)
        {
            // An exception must not cross native frames.
            own.Error = ExceptionDispatchInfo.Capture(e);
        }
    }

    private struct Job(Action<int> work, int members)
    {
        public readonly int Members = members;

        public readonly Action<int> Work = work;

        public ExceptionDispatchInfo? Error;
    }
}
