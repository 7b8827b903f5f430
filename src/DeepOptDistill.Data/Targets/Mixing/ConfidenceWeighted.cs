using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>
/// The mean of distributions in which a teacher weighs the more, sample by sample, the surer it is: wₘ ∝ (maxₖ softmax(vₘ)ₖ)ᵃ, at T = 1
/// whatever the temperature.
/// </summary>
[Kind("confidence-weighted", "mean of probabilities, weight ∝ (largest probability)ᵃ for each sample")]
public sealed record ConfidenceWeighted : ProbabilityRule
{
    /// <summary>a: 0 for equal weights; the larger, the more the surest teacher decides alone.</summary>
    [Between(0, 1000)]
    public double Power { get; init; } = 1;

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights)
    {
        var classes = logits.Length / weights.Length;
        for (var m = 0; m < weights.Length; m++)
            weights[m] = (float)Math.Pow(Softmax.Certainty(logits.Slice(m * classes, classes)).Largest, Power);
        Weighting.Normalize(weights);
    }
}
