namespace DeepOptDistill.Training.Loop;

/// <summary>Where the time of training steps goes, summed over steps. A step that waits for its batch is a feed that is too slow.</summary>
public sealed class StepTimes
{
    private readonly TimeSpan[] spent = new TimeSpan[Enum.GetValues<StepPhase>().Length];
    private TimeProvider? clock;
    private long last;

    /// <summary>Steps timed.</summary>
    public long Steps { get; private set; }

    /// <summary>Time spent in a phase, over all steps.</summary>
    public TimeSpan this[StepPhase phase] => spent[(int)phase];

    /// <summary>Time spent in all phases.</summary>
    public TimeSpan Total => spent.Aggregate(TimeSpan.Zero, (sum, part) => sum + part);

    /// <summary>Forgets everything, after a warm-up.</summary>
    public void Clear()
    {
        Steps = 0;
        Array.Clear(spent);
    }

    internal void Begin(TimeProvider time) => (clock, last) = (time, time.GetTimestamp());

    internal void Lap(StepPhase phase)
    {
        var now = clock!.GetTimestamp();
        spent[(int)phase] += clock.GetElapsedTime(last, now);
        last = now;
        if (phase == StepPhase.Rest)
            Steps++;
    }
}

/// <summary>A part of a training step.</summary>
public enum StepPhase
{
    /// <summary>Waiting for the feed's next batch.</summary>
    Wait,

    /// <summary>Shares of the loss terms in the gradient, once an epoch.</summary>
    Shares,

    /// <summary>Logits and loss.</summary>
    Forward,

    /// <summary>Gradients.</summary>
    Backward,

    /// <summary>Moving the parameters.</summary>
    Optimizer,

    /// <summary>Counting hits, freeing gradients, reporting.</summary>
    Rest,
}
