using DeepOptDistill.Training.Checkpoints;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>A checkpoint at the end of each epoch, and no more than a twentieth of the time for them where epochs are short.</summary>
public class SavingPaceTests
{
    [Fact]
    public void LongEpochsEndWithACheckpointAndShortOnesMostlyWithout()
    {
        var clock = new SetClock();
        var pace = new SavingPace(clock, TimeSpan.FromSeconds(30));
        Assert.False(pace.IsDue(epochEnds: false));
        Assert.True(pace.IsDue(epochEnds: true));
        pace.Save(() => clock.Seconds += 0.1);
        clock.Seconds += 1.9;
        Assert.False(pace.IsDue(epochEnds: true));
        clock.Seconds += 0.2;
        Assert.True(pace.IsDue(epochEnds: true));
        Assert.False(pace.IsDue(epochEnds: false));
        clock.Seconds += 28;
        Assert.True(pace.IsDue(epochEnds: false));
    }

    private sealed class SetClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long GetTimestamp() => (long)Math.Round(Seconds * TimestampFrequency);
    }
}
