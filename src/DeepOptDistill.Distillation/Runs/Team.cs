using System.Collections.Concurrent;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>Threads that share pieces of work. Threads of their own, as libtorch's number of threads is a setting of the thread.</summary>
internal static class Team
{
    private const int StackBytes = 16 << 20;

    /// <summary>Does every piece and gives the results in order; the first failure stops the team and is thrown.</summary>
    /// <param name="size">Threads.</param>
    /// <param name="pieces">Number of pieces.</param>
    /// <param name="work">Does one.</param>
    /// <param name="finished">Hears which piece is done and how many are, from any thread.</param>
    public static IReadOnlyList<T> Run<T>(int size, int pieces, Func<int, T> work, Action<int, int> finished)
    {
        var done = new T[pieces];
        var (next, count) = (-1, 0);
        var failures = new ConcurrentQueue<Exception>();
        void Worker()
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < pieces && failures.IsEmpty; )
                {
                    done[i] = work(i);
                    finished(i, Interlocked.Increment(ref count));
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }
        var team = Enumerable.Range(0, Math.Min(size, pieces)).Select(_ => new Thread(Worker, StackBytes)).ToList();
        foreach (var thread in team)
            thread.Start();
        foreach (var thread in team)
            thread.Join();
        if (failures.TryDequeue(out var failure))
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return done;
    }
}
