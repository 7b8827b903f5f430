using DeepOptDistill.Core;

namespace DeepOptDistill.ManagedTests.Runs;

/// <summary>A listener hears of each task at most twice a second, and always of its beginning and end.</summary>
public sealed class PacedProgressTests
{
    [Fact]
    public void A_task_is_told_at_most_twice_a_second()
    {
        var (heard, clock) = (new Heard(), new Clock());
        var paced = PacedProgress.Of(heard, clock)!;
        for (var done = 0; done <= 1000; done++)
        {
            paced.Report(new Progress("label", done, 1000, "images"));
            clock.Milliseconds += 10;
        }
        Assert.Equal(0, heard.All[0].Done);
        Assert.Equal(1000, heard.All[^1].Done);
        Assert.InRange(heard.All.Count, 20, 22);
    }

    [Fact]
    public void Another_task_is_told_at_once()
    {
        var heard = new Heard();
        var paced = PacedProgress.Of(heard, new Clock())!;
        foreach (var task in new[] { "label a", "label b", "label a" })
            paced.Report(new Progress(task, 1, 10, "images"));
        Assert.Equal(["label a", "label b"], heard.All.Select(progress => progress.Task));
    }

    [Fact]
    public void A_pace_is_kept_once() =>
        Assert.Same(PacedProgress.Of(null, TimeProvider.System) ?? Paced, PacedProgress.Of(Paced, TimeProvider.System));

    private static IProgress<Progress> Paced { get; } = PacedProgress.Of(new Heard(), TimeProvider.System)!;

    private sealed class Heard : IProgress<Progress>
    {
        public List<Progress> All { get; } = [];

        public void Report(Progress value) => All.Add(value);
    }

    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}
