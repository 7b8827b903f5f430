using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>Wall time of pieces of work, over interruptions.</summary>
public sealed class TimingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Of a process that is killed the file on disk is all that is left: it holds what was spent so far.</summary>
    [Fact]
    public void WhatAKilledProcessSpentIsKept()
    {
        var (path, clock) = (folder.In("timings.json"), new PulsedClock());
        var timings = new Timings(path, clock);
        timings.Measure("label", () => clock.Advance(2));
        timings.Measure(
            "train",
            () =>
            {
                clock.Advance(7);
                Assert.Equal([("label", 2.0), ("train", 7.0)], Read(path));
                clock.Advance(4);
                return 0;
            }
        );
        Assert.Equal([("label", 2.0), ("train", 11.0)], Read(path));

        // It went on elsewhere.
        new Timings(path, clock).Measure("train", () => clock.Advance(5));
        Assert.Equal([("label", 2.0), ("train", 16.0)], Read(path));
    }

    /// <summary>Where a folder goes away meanwhile, the process goes on; the end of the piece makes the file.</summary>
    [Fact]
    public void AFileThatCannotBeWrittenOnTheWayStopsNothing()
    {
        var (path, clock) = (folder.In("checkpoints", "timings.json"), new PulsedClock());
        File.WriteAllText(folder.In("checkpoints"), "a file where a folder should be");
        new Timings(path, clock).Measure(
            "train",
            () =>
            {
                clock.Advance(6);
                File.Delete(folder.In("checkpoints"));
                return 0;
            }
        );
        Assert.Equal([("train", 6.0)], Read(path));
    }

    private static IReadOnlyList<(string Task, double Seconds)> Read(string path) =>
        [.. new Timings(path, TimeProvider.System).List.Select(record => (record.Task, record.Seconds))];

    /// <summary>A clock that is moved by hand, and whose timers sound at every move.</summary>
    private sealed class PulsedClock : TimeProvider
    {
        private readonly List<Action> timers = [];
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            void Sound() => callback(state);
            timers.Add(Sound);
            return new HandTimer(() => timers.Remove(Sound));
        }

        public long Advance(long seconds)
        {
            now += seconds;
            foreach (var sound in timers.ToList())
                sound();
            return now;
        }
    }

    private sealed class HandTimer(Action end) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => end();

        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
