using System.Diagnostics;
using DeepOptDistill.Core;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Benchmarks.Steps;

/// <summary>
/// Times the steps of a training from its progress reports and ends it when enough were timed. The first seconds warm up and do not count
/// (the runtime compiles its methods again while they run), nor does the step behind an epoch's end, which contains the writing of a
/// checkpoint.
/// </summary>
internal sealed class StepClock(TimeSpan enough, long imagesPerEpoch, CancellationTokenSource stop, StepTimes times) : IProgress<Progress>
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private readonly long began = Stopwatch.GetTimestamp();
    private bool warm;
    private long last;
    private long before;
    private long images;
    private TimeSpan timed;

    public double ImagesPerSecond => images / timed.TotalSeconds;

    public void Report(Progress value)
    {
        var now = Stopwatch.GetTimestamp();
        if (warm && before % imagesPerEpoch != 0)
        {
            images += value.Done - before;
            timed += Stopwatch.GetElapsedTime(last, now);
        }
        if (!warm && Stopwatch.GetElapsedTime(began) >= WarmUp)
        {
            warm = true;
            times.Clear();
        }
        (last, before) = (now, value.Done);
        if (timed >= enough)
            stop.Cancel();
    }
}
