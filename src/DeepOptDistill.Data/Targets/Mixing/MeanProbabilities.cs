using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data.Targets.Mixing;

/// <summary>The arithmetic mean of the teachers' softened distributions: pᵢ = Σₘ wₘ softmax(vₘ / T)ᵢ.</summary>
/// <remarks>Hinton, Vinyals, Dean 2015, section 2; mixture of experts rather than product.</remarks>
[Kind("mean-probabilities", "weighted mean over teachers of softmax(v / T)")]
public sealed record MeanProbabilities : ProbabilityRule
{
    /// <summary>Weights in the teachers' order, scaled to sum to 1; empty for equal ones.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<double> StatedWeights => Weights;

    /// <inheritdoc/>
    public override MixingRule Among(IReadOnlyList<int> teachers) => this with { Weights = Among(Weights, teachers) };

    /// <inheritdoc/>
    protected override void Weigh(ReadOnlySpan<float> logits, long? batch, Span<float> weights) => Weighting.Write(Weights, weights);
}
