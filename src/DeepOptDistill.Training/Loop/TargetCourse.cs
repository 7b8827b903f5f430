using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Loop;

/// <summary>
/// Soft targets that a stage wants, at a temperature that is a pure function of the batch: batches are prepared ahead of their steps.
/// </summary>
/// <param name="Key">What loss terms ask for their targets by.</param>
/// <param name="At">The temperature of a batch, counted over all stages.</param>
internal sealed record TargetCourse(TargetKey Key, Func<long, double> At)
{
    /// <summary>What the losses of a stage want.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="before">Batches of earlier stages.</param>
    /// <param name="clock">Length of the stage.</param>
    public static IReadOnlyList<TargetCourse> Of(IReadOnlyList<Loss> losses, long before, ScheduleClock clock) =>
        [
            .. losses
                .Where(loss => loss.Target is not null)
                .DistinctBy(loss => loss.Target)
                .Select(loss => new TargetCourse(loss.Target!.Value, batch => loss.TemperatureAt(clock with { Step = batch - before }))),
        ];
}
