using System.Diagnostics;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>
/// Other processes on this machine, each of which would use a whole core; they end with this object, or with this process.
/// </summary>
internal sealed class BusyNeighbours(int count) : IDisposable
{
    private readonly List<Process> processes = [.. Enumerable.Range(0, count).Select(_ => Start())];

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static Process Start()
    {
        var loop = $"while kill -0 {Environment.ProcessId}; do i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; done";
        return Process.Start(new ProcessStartInfo("sh") { ArgumentList = { "-c", loop } })!;
    }
}
