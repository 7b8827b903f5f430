namespace DeepOptDistill.Training.Checkpoints;

/// <summary>
/// When a training saves itself within a stage: after some time, and at the end of an epoch. A checkpoint holds the records of all epochs,
/// so after thousands of short ones it takes longer than an epoch: then no more than a small share of the time is spent on it.
/// </summary>
/// <param name="clock">Measures seconds.</param>
/// <param name="every">Time between checkpoints within an epoch.</param>
internal sealed class SavingPace(TimeProvider clock, TimeSpan every)
{
    /// <summary>Epochs end without a checkpoint until so many times of what the last one took have passed.</summary>
    private const int Rest = 20;

    private long saved = clock.GetTimestamp();
    private TimeSpan took;

    /// <summary>Whether to save now.</summary>
    /// <param name="epochEnds">Whether an epoch has just ended.</param>
    public bool IsDue(bool epochEnds)
    {
        var passed = clock.GetElapsedTime(saved);
        return passed >= every || (epochEnds && passed >= Rest * took);
    }

    /// <summary>Saves, and sees how long that takes.</summary>
    public void Save(Action write)
    {
        var began = clock.GetTimestamp();
        write();
        saved = clock.GetTimestamp();
        took = clock.GetElapsedTime(began, saved);
    }
}
