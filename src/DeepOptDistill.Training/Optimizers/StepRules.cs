using DeepOptDistill.Training.Averaging;

namespace DeepOptDistill.Training.Optimizers;

/// <summary>What a stage does around each step of its optimizer.</summary>
/// <param name="ClipValue">Most a gradient may be in each coordinate.</param>
/// <param name="ClipNorm">Most the norm of the whole gradient may be.</param>
/// <param name="MaxNorm">Bounds on the weights of each filter.</param>
/// <param name="Average">The average that is kept of the weights.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="StepsPerEpoch">Steps of one epoch.</param>
internal sealed record StepRules(
    double? ClipValue,
    double? ClipNorm,
    IReadOnlyList<MaxNorm> MaxNorm,
    Average? Average,
    long Steps,
    long StepsPerEpoch
)
{
    public static StepRules None { get; } = new(null, null, [], null, 1, 1);
}
