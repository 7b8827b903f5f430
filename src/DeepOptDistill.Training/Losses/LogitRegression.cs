using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// 1/(2N)·Σ ‖z − v‖² between the student's logits z and the ensemble's v: summed over classes, averaged over the batch. Values
/// are compared
/// in units of their deviations.
/// </summary>
/// <remarks>
/// Ba and Caruana 2014, Do Deep Nets Really Need to be Deep?, arXiv 1312.6184. The limit of T²·KL at high temperature for logits of
/// mean 0,
/// times the number of classes. They regress on logits that are normalized by class, v' = (v − μ) / σ. A student that answered z'
/// would be
/// no classifier until its outputs were turned back by σz' + μ; with z = σz' + μ the same term reads ‖(z − v) / σ‖², and z
/// stays what its
/// softmax is taken of.
/// </remarks>
[AlsoCalled("mse", "mse_loss", "l2_loss")]
[Kind("logit-regression", "½‖z − v‖² of logits, or of values with those of the teachers", Version = 2)]
public sealed record LogitRegression : Loss
{
    // A class whose logit is the same for every image has no scale of its own.
    private const double Least = 1e-6;

    /// <summary>
    /// Whether each class's difference is divided by the deviation of its ensemble logit over the training split; values always are by
    /// their own.
    /// </summary>
    public bool Normalized { get; init; }

    /// <inheritdoc/>
    public override bool NeedsTeacherLogits => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskKind> Tasks => Enum.GetValues<TaskKind>();

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var difference = input.Logits - input.TeacherLogits!;
        if (input.ValueDeviations is { } units)
            difference = difference / units;
        else if (Normalized)
            difference = difference / Scale(input.LogitDeviations!);
        return difference.square().sum() / (2 * input.Logits.shape[0]);
    }

    private static Tensor Scale(Tensor deviations) => where(deviations > Least, deviations, ones_like(deviations));
}
