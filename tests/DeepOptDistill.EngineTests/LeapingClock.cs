using DeepOptDistill.Core;

namespace DeepOptDistill.EngineTests;

/// <summary>A clock on which a second goes by from one look to the next: a listener paced by it hears every report.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private long looks;

    public override long TimestampFrequency => 1;

    /// <summary>A listener that hears every report.</summary>
    public static IProgress<Progress> Hearing(IProgress<Progress> listener) => PacedProgress.Of(listener, new LeapingClock())!;

    public override long GetTimestamp() => Interlocked.Increment(ref looks);
}
