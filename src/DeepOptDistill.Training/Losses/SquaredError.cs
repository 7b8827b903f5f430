using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// ½·Σ((ŷ − y) / s)² of the values, averaged over the samples of which something is known: the labels of a regression. s is each value's
/// standard deviation over the training split, so that no unit outweighs another.
/// </summary>
[AlsoCalled("mse", "mse_loss", "l2_loss")]
[Kind("squared-error", "½‖(ŷ − y) / s‖² of values: the truth of a regression")]
public sealed record SquaredError : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<TaskKind> Tasks => [TaskKind.Values];

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var (truths, known) = Known.Of(input.Truths!);
        var difference = (input.Logits - truths) / input.ValueDeviations! * known;
        return difference.square().sum() / (2 * known.select(1, 0).sum().clamp(min: 1));
    }
}
