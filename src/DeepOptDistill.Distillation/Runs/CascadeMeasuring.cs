using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Ensembles;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// The student of a run before its teachers: the threshold is chosen on the validation split, the curve measured on the test set.
/// </summary>
/// <param name="student">What a question to the student costs.</param>
/// <param name="ensemble">What one to all teachers costs.</param>
internal sealed class CascadeMeasuring(ModelRecord student, ModelRecord ensemble)
{
    private const int Steps = 20;

    /// <summary>The record.</summary>
    /// <param name="seed">The student's seed.</param>
    /// <param name="validation">Both models' answers to the validation split; null without one.</param>
    /// <param name="test">Their answers to the test set.</param>
    public CascadeRecord Of(long seed, Cascade? validation, Cascade test) =>
        new(
            seed,
            validation is null ? null : Point(test, validation.WithoutLoss()),
            [
                .. Enumerable
                    .Range(0, Steps + 1)
                    .Select(step => Point(test, test.Threshold(1 - ((double)step / Steps))))
                    .DistinctBy(point => point.Kept),
            ]
        );

    private CascadePoint Point(Cascade test, double threshold)
    {
        var (kept, accuracy) = test.At(threshold);
        return new(
            threshold,
            kept,
            accuracy,
            student.Macs + ((1 - kept) * ensemble.Macs),
            student.LatencyMsMedian + ((1 - kept) * ensemble.LatencyMsMedian)
        );
    }
}
