namespace DeepOptDistill.Core;

/// <summary>
/// Progress at a pace that a person can follow: of each task the first and the last report, and between them at most two a second.
/// </summary>
/// <param name="listener">Who hears of it.</param>
/// <param name="clock">What measures the time between.</param>
public sealed class PacedProgress(IProgress<Progress> listener, TimeProvider clock) : IProgress<Progress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
    private readonly Dictionary<string, long> told = [];

    /// <summary>A listener that is told at this pace; one that is already is not slowed twice.</summary>
    /// <param name="listener">The listener; null for none.</param>
    /// <param name="clock">What measures the time between.</param>
    public static IProgress<Progress>? Of(IProgress<Progress>? listener, TimeProvider clock) =>
        listener is null or PacedProgress ? listener : new PacedProgress(listener, clock);

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        lock (told)
        {
            var isDue = !told.TryGetValue(value.Task, out var last) || clock.GetElapsedTime(last) >= Every || value.Done >= value.Total;
            if (!isDue)
                return;
            told[value.Task] = clock.GetTimestamp();
        }
        listener.Report(value);
    }
}
