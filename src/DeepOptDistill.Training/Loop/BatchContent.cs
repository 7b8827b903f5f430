using DeepOptDistill.Data.Features;
using DeepOptDistill.Training.Losses;
using DeepOptDistill.Training.Schedules;

namespace DeepOptDistill.Training.Loop;

/// <summary>What a stage's batches hold besides images and labels.</summary>
/// <param name="Courses">Temperatures at which soft targets are wanted.</param>
/// <param name="HasTeacherLogits">Whether the ensemble's raw logits are wanted.</param>
/// <param name="Hints">Hints that are read.</param>
internal sealed record BatchContent(IReadOnlyList<TargetCourse> Courses, bool HasTeacherLogits, IReadOnlyList<FeatureTensor> Hints)
{
    /// <summary>Images and labels alone.</summary>
    public static BatchContent Images { get; } = new([], false, []);

    /// <summary>What the losses of a stage want.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="hints">The hints that they read.</param>
    /// <param name="before">Batches of earlier stages.</param>
    /// <param name="clock">Length of the stage.</param>
    public static BatchContent Of(IReadOnlyList<Loss> losses, IReadOnlyList<FeatureTensor> hints, long before, ScheduleClock clock) =>
        new(TargetCourse.Of(losses, before, clock), losses.Any(loss => loss.NeedsTeacherLogits), hints);
}
