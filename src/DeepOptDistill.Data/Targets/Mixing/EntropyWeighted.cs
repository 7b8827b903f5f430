using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The mean of distributions in which a teacher weighs the more, sample by sample, the less it leaves open: wₘ ∝ exp(−β·H(softmax(vₘ))), H
/// in nats, at T = 1 whatever the temperature.
/// </summary>
[Kind("entropy-weighted", "mean of probabilities, weight ∝ exp(−β·entropy) for each sample")]
public sealed record EntropyWeighted : ProbabilityRule
{
    /// <summary>β: 0 for equal weights; the larger, the more the least open teacher decides alone.</summary>
    [Between(0, 1000)]
    public double Sharpness { get; init; } = 1;

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights)
    {
        var classes = logits.Length / weights.Length;
        for (var m = 0; m < weights.Length; m++)
            weights[m] = (float)Math.Exp(-Sharpness * Softmax.Certainty(logits.Slice(m * classes, classes)).Entropy);
        Weighting.Normalize(weights);
    }
}
