using System.Diagnostics;
using DeepOptDistill.Core;

namespace DeepOptDistill.Benchmarks.Labelling;

/// <summary>Times labelling from its progress reports: from the first finished part, which warms up, to the last.</summary>
internal sealed class PartClock : IProgress<Progress>
{
    private (long Done, long Time)? first;
    private (long Done, long Time) last;

    public double ImagesPerSecond => (last.Done - first!.Value.Done) / Stopwatch.GetElapsedTime(first.Value.Time, last.Time).TotalSeconds;

    public void Report(Progress value)
    {
        last = (value.Done, Stopwatch.GetTimestamp());
        first ??= last;
    }
}
