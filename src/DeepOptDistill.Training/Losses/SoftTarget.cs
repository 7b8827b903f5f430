using DeepOptDistill.Core.Kinds;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// T²·KL(p ‖ softmax(z / T)) with the ensemble's probabilities p at temperature T, summed over classes and averaged over the batch.
/// T² keeps the size of the gradient, (q − p)·T / N, of the same order at every temperature.
/// </summary>
/// <remarks>
/// Hinton, Vinyals and Dean 2015, arXiv 1503.02531. libtorch's KL divergence averages over classes as well unless told otherwise, which
/// would make the term smaller by the number of classes; it is summed here. A class with probability 0 counts 0, also where its logit is
/// −∞.
/// </remarks>
[AlsoCalled("kd", "kl", "kl_divergence", "kl_div", "kl_div_loss", "distillation")]
[Kind("soft-target", "T²·KL(ensemble ‖ student) at temperature T; or of one teacher alone", Version = 2)]
public sealed record SoftTarget : TemperedLoss
{
    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        var temperature = TemperatureAt(input.Clock);
        var divergence = RelativeEntropy.Of(
            RelativeEntropy.Exact(input.SoftTargets[Target!.Value]),
            RelativeEntropy.LogShares(input.Logits, temperature)
        );
        return (divergence * (temperature * temperature / input.Logits.shape[0])).to(input.Logits.dtype);
    }
}
