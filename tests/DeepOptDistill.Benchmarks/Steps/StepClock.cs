using System.Diagnostics;
using DeepOptDistill.Core;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>
/// Times the steps of a training from its progress reports and ends it when enough were timed. The first steps warm up and do not count,
/// nor does the one behind an epoch's end, which contains the writing of a checkpoint.
/// </summary>
internal sealed class StepClock(TimeSpan enough, long imagesPerEpoch, CancellationTokenSource stop, StepTimes times) : IProgress<Progress>
{
    private const int WarmUp = 15;
    private long last;
    private long before;
    private int reports;
    private long images;
    private TimeSpan timed;

    public double ImagesPerSecond => images / timed.TotalSeconds;

    public void Report(Progress value)
    {
        var now = Stopwatch.GetTimestamp();
        if (reports == WarmUp) times.Clear();
        if (reports++ > WarmUp && before % imagesPerEpoch != 0)
        {
            images += value.Done - before;
            timed += Stopwatch.GetElapsedTime(last, now);
        }
        (last, before) = (now, value.Done);
        if (timed >= enough) stop.Cancel();
    }
}
